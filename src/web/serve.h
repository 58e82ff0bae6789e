/* SPDX-License-Identifier: MIT */
/*
 * The hook's socket.  A connection is one verb: "VERB json LENGTH TYPE\n" (or
 * "lines"; TYPE may be missing), and the LENGTH bytes of the form.  Back comes
 * the exit status with a newline, and the answer.  The page writes "for ADDRESS
 * SESSION AGE\n" first: of its connection, in milliseconds; each is "-" if it
 * is not known.
 */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include "web/hook.h"

/*
 * Serves the connection on descriptor 0 to root and the N users of USERS, by
 * name or number.  An exit status; *CHILD: as in struct answer.
 */
int serve_hook(const struct web *w, char *const *users, int n, bool *child);

/*
 * Has the hook at W->socket do what A asks for: a descriptor from which the
 * answer can be read; -1: E.
 */
int serve_ask(const struct web *w, const struct ask *a, struct err *e);

/* The status that comes first on FD; -1: E. */
int serve_status(int fd, struct err *e);

/* Passes the rest of the answer on to descriptor TO. */
int serve_pass_on(int fd, int to, struct err *e);

#endif
