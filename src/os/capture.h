/* SPDX-License-Identifier: MIT */
/* A child process, and what it writes to standard output and error. */
#ifndef OS_CAPTURE_H
#define OS_CAPTURE_H

#include "base/err.h"
#include "base/sbuf.h"

struct capture {
	int pid;
	int fd[2];		/* its standard output and error */
};

/*
 * Forks.  1 in the parent; 0 in the child, whose standard input is empty and
 * which has no other of our descriptors; -1: E.
 */
int capture_fork(struct capture *c, struct err *e);

/*
 * Waits for the child's end and adds what it wrote to OUT and ERRORS; more than
 * fits is lost.  MORE, if not NULL, is told with ARG each time that OUT has got
 * more.  Its exit status; -1: a signal ended it.
 */
int capture_read(struct capture *c, struct sbuf *out, struct sbuf *errors,
    void (*more)(const void *arg, const char *out), const void *arg);

#endif
