/* SPDX-License-Identifier: MIT */
/*
 * One sentence that says what went wrong, for people.
 *
 * Everything below the faces returns 0 or -1 and fills a struct err; nobody
 * there prints or exits.  The first error wins: later calls on a filled err
 * change nothing, so clean-up code may report freely.
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
 * Says WHAT we were doing, to which OBJECT (one of both may be NULL) and why
 * (ERRNUM of errno.h, 0: none): "open /etc/x.pem: No such file".  Control
 * and non-ASCII bytes of OBJECT are shown as '?'.  Always returns -1, so that
 * a function can end with `return err_set(...)`.
 */
int err_set(struct err *e, const char *what, const char *object, int errnum);

/* The same with a reason in words; REASON NULL: none. */
int err_why(struct err *e, const char *what, const char *object,
    const char *reason);

/*
 * Puts WHERE in front of what E says: a caller adds the name of the option
 * to what a function below it found wrong.  Always returns -1.
 */
int err_at(struct err *e, const char *where);

/* Starts afresh. */
void err_clear(struct err *e);

#endif
