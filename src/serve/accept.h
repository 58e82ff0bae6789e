/* SPDX-License-Identifier: MIT */
/*
 * The accepting process, for inetd's `wait` and for -d.  It forks for each
 * connection and never reads a byte from one.  It has never held a key or
 * random numbers, so its children cannot share any.
 */
#ifndef SERVE_ACCEPT_H
#define SERVE_ACCEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "wrap/wrap_opts.h"

enum {
	ACCEPT_FDS_MAX = 16,	/* listening sockets */
	/*
	 * Connections at once; others wait in the kernel's queue.  Each costs
	 * 4 bytes here once the number is reached.
	 */
	ACCEPT_CHILDREN_MAX = 4096,
	/*
	 * After a failure for lack of descriptors, memory or processes, the
	 * queue waits this long before the next attempt.
	 */
	ACCEPT_BACKOFF_MS = 250,
	/* How long children may take to end after a signal. */
	ACCEPT_KILL_MS = 2000
};

struct accept_from {
	int fd[ACCEPT_FDS_MAX];	/* above 2, non-blocking */
	unsigned n;
	/*
	 * Inetd starts us again, so return after LINGER_MS without a new
	 * connection, or at a signal (also sent when inetd ends), and leave
	 * open connections alone.
	 */
	bool hands_back;
	int64_t linger_ms;
	/* Otherwise, how long they may continue after a signal. */
	int64_t drain_ms;
	const char *pid_file;	/* removed at the end; NULL: none */
};

/*
 * Accepts until TERM, INT, QUIT or the linger time; a second signal ends the
 * connections, too.  Also returns in each child, where descriptor 0 is the
 * client, when its connection has ended.  Result and E as of
 * serve_connection().
 */
int accept_run(struct accept_from *from, const struct wrap_opts *o,
    struct err *e);

#endif
