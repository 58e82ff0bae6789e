/* SPDX-License-Identifier: MIT */
/* The hook: one verb with its form, and the answer to it. */
#ifndef WEB_HOOK_H
#define WEB_HOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "web/ask.h"
#include "web/form.h"
#include "web/web.h"

enum {
	HOOK_VERSION = 1,	/* of the answer's keys */
	HOOK_BODY_S = 60	/* within which a form has to arrive */
};

struct answer {
	const char *text;
	size_t len;
	int status;		/* exit status */
	/*
	 * This process is the child that was thimble-cert, and has to end with
	 * STATUS and without another word.
	 */
	bool child;
};

/* Does what A asks for. */
void hook_answer(const struct web *w, struct ask *a, struct answer *r);

/*
 * Reads A's form: LEN bytes from FD, or all there is if LEN is SIZE_MAX.  -1: E
 * has what is wrong.  One form at a time.
 */
int hook_read(struct ask *a, int fd, size_t len, struct err *e);

/* An answer that is an error: STATUS is EXIT_USAGE or EXIT_FAILED. */
void hook_refuse(const struct ask *a, struct answer *r, int status,
    const struct err *why);

#endif
