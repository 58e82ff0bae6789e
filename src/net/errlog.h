/* SPDX-License-Identifier: MIT */
/*
 * Copies the backend's stderr to the log, line by line.  Under inetd it would
 * be the client's socket.
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
	int fd;			/* read end of the pipe; -1: closed */
	size_t len;		/* of an unfinished line */
	char *line;		/* room for ERRLOG_LINE_MAX bytes of it */
};

/* Reads once from the pipe, which has data or is at its end. */
void errlog_read(struct errlog *l);

/* Logs what is left in the pipe, without waiting, and closes it. */
void errlog_end(struct errlog *l);

#endif
