/* SPDX-License-Identifier: MIT */
/*
 * One sentence for people about what went wrong.
 *
 * Everything below src/app and src/serve returns 0 or -1 and fills a struct
 * err; it never prints or exits.  The first error wins: later calls on a filled
 * err change nothing, so that clean-up code may report freely.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum {
	ERR_MAX = 320		/* bytes of text, with its NUL */
};

struct err {
	char text[ERR_MAX];	/* empty: no error so far */
};

/*
 * Records WHAT we were doing, to which OBJECT (either may be NULL), and the
 * reason (ERRNUM of errno.h, 0: none): "open /etc/x.pem: No such file".
 * Control and non-ASCII bytes of OBJECT are shown as '?'.  Always returns -1,
 * so that a function can end with `return err_set(...)`.
 */
int err_set(struct err *e, const char *what, const char *object, int errnum);

/* The same with the reason as text; REASON NULL: none. */
int err_why(struct err *e, const char *what, const char *object,
    const char *reason);

/*
 * Prepends WHERE to the text of E: a caller adds the name of the option to the
 * error of a function below it.  Always returns -1.
 */
int err_at(struct err *e, const char *where);

/* Empties E. */
void err_clear(struct err *e);

#endif
