/* SPDX-License-Identifier: MIT */
/*
 * The backend's stderr in the log, a line there for a line here.  Under inetd
 * it would have been the client's socket.
 */
#ifndef NET_ERRLOG_H
#define NET_ERRLOG_H

#include <stdbool.h>
#include <stddef.h>

enum {
	ERRLOG_LINE_MAX = 480	/* bytes; a longer line becomes several */
};

struct errlog {
	const char *service;
	int fd;			/* the pipe's end; -1: closed */
	size_t len;		/* of the line that is not whole yet */
	char line[ERRLOG_LINE_MAX];
};

/* Reads once from the pipe, which has something or is at its end. */
void errlog_read(struct errlog *l);

/* Logs all that is still in the pipe, without waiting, and closes it. */
void errlog_end(struct errlog *l);

#endif
