/* SPDX-License-Identifier: MIT */
/* What is asked of the hook, and for whom. */
#ifndef WEB_ASK_H
#define WEB_ASK_H

#include <stdbool.h>
#include <stddef.h>

struct session;

struct ask {
	const char *verb;
	const char *type;	/* Content-Type of the form, or NULL */
	char *body;		/* a NUL follows; wiped when it was used */
	size_t len;
	bool lines;		/* the answer is not JSON */
	/*
	 * For the page, which anybody can reach: who is not signed in may ask
	 * for little, and a change needs the session's token in the form.
	 */
	bool guarded;
	const char *id;		/* the session that the browser claims, or "" */
	const char *from;	/* the browser's address, or "" */
	long age_ms;		/* of its connection; below 0: not known */
	const struct session *session;	/* found; NULL: not signed in */
};

#endif
