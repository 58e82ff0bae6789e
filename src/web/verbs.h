/* SPDX-License-Identifier: MIT */
/*
 * The verbs of the hook: which fields of a form each takes, and the command
 * line of thimble-cert that it stands for.  Each word of that is fixed, or a
 * field's value that was judged and is spelled anew.
 */
#ifndef WEB_VERBS_H
#define WEB_VERBS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/name.h"
#include "web/ask.h"
#include "web/form.h"
#include "web/out.h"
#include "web/web.h"

enum {
	WORDS_MAX = NAMES_MAX + 24,
	WORDS_ROOM = (NAMES_MAX + 8) * NAME_TEXT_MAX
};

struct words {
	char *argv[WORDS_MAX + 1];
	int argc;
	char room[WORDS_ROOM];
	size_t used;
	bool full;
};

struct verb {
	const char *name;
	const char *command;	/* of thimble-cert; NULL: none */
	unsigned fields;
	/* What the command printed, as members of the answer; NULL: lines. */
	void (*show)(struct out *o, const struct form *f, const char *text,
	    size_t len);
	/*
	 * Adds its members, and returns the exit status; what it does not end
	 * with EXIT_GOOD, the command does not follow.
	 */
	int (*run)(const struct web *w, const struct ask *a,
	    const struct form *f, struct out *o, struct err *e);
	/* Over the page: for everybody; by a new connection only. */
	bool open, fresh;
};

/* NULL: there is none called NAME. */
const struct verb *verbs_find(const char *name);

/* Calls SAY for each name. */
void verbs_each(void (*say)(void *arg, const char *name), void *arg);

/* Whether V reads a form at all; over the page, it has a token at least. */
bool verbs_reads(const struct verb *v);

/*
 * Makes the command line of V from the fields of F; uploads are given to
 * store/given.h and have to stay in place.  -1: E has the field that cannot be
 * used.
 */
int verbs_words(struct words *w, const struct verb *v, const struct form *f,
    const char *config, struct err *e);

#endif
