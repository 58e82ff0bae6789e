/* SPDX-License-Identifier: MIT */
/*
 * Socket options from the command line, as stunnel 3's -O writes them:
 * "l:TCP_NODELAY=1".  The letter says of which socket: a, the listener; l,
 * the client's; r, the backend's.
 */
#ifndef OS_SOCKOPT_H
#define OS_SOCKOPT_H

#include "base/err.h"

enum {
	SOCKOPT_MAX = 8		/* on one command line */
};

/* Whether TEXT is one; -1: E says what is wrong with it. */
int sockopt_check(const char *text, struct err *e);

/*
 * Sets those of LIST (ended by NULL or its SOCKOPT_MAX entries) that are for
 * WHICH on socket FD.  On a unix socket those of IP and TCP have nothing to
 * do and are left out.  -1: the kernel refused; E has the option and why.
 */
int sockopt_apply(int fd, char which, const char *const list[SOCKOPT_MAX],
    struct err *e);

#endif
