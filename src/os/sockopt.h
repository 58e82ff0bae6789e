/* SPDX-License-Identifier: MIT */
/*
 * Socket options from the command line, in the form of stunnel 3's -O:
 * "l:TCP_NODELAY=1".  The letter selects the socket: a, the listener; l, the
 * client's; r, the backend's.
 */
#ifndef OS_SOCKOPT_H
#define OS_SOCKOPT_H

#include <stdbool.h>

#include "base/err.h"

enum {
	SOCKOPT_MAX = 8		/* on one command line */
};

/* Checks that TEXT is one; -1: E has the mistake. */
int sockopt_check(const char *text, struct err *e);

/*
 * Sets the options of LIST (SOCKOPT_MAX entries or ended by NULL) for WHICH on
 * socket FD.  On a unix socket, IP and TCP options do not apply and are
 * skipped.  -1: the kernel refused; E has the option and the reason.
 */
int sockopt_apply(int fd, char which, const char *const list[SOCKOPT_MAX],
    struct err *e);

/* The same on a new socket, TCP or (LOCAL) unix, which is closed again. */
int sockopt_try(bool local, char which, const char *const list[SOCKOPT_MAX],
    struct err *e);

#endif
