/* SPDX-License-Identifier: MIT */
/*
 * The process that accepts, for `wait` of inetd and for -d.  It forks for each
 * connection and never reads a byte of one.  Nothing random and no key has
 * been in it, so there is nothing that a child could share with another.
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
	 * Connections at a time; those behind wait in the kernel's queue.
	 * Each costs 4 bytes here, once there are as many.
	 */
	ACCEPT_CHILDREN_MAX = 4096,
	/*
	 * Without a descriptor, memory or process for it a connection waits
	 * this long in the queue before the next try.
	 */
	ACCEPT_BACKOFF_MS = 250,
	/* How long children that were told to end may take. */
	ACCEPT_KILL_MS = 2000
};

struct accept_from {
	int fd[ACCEPT_FDS_MAX];	/* above 2; not blocking */
	unsigned n;
	/*
	 * Whoever gave us the socket starts us again: return after LINGER_MS
	 * without a new connection, or at a signal, which the end of that
	 * process is as well, and leave the connections that are open to
	 * themselves.
	 */
	bool hands_back;
	int64_t linger_ms;
	/* Else, at a signal, how long they may take to end by themselves. */
	int64_t drain_ms;
	const char *pid_file;	/* removed at the end; NULL: none */
};

/*
 * Accepts until TERM, INT, QUIT or the linger time says otherwise; a second
 * signal ends the connections too.  Returns in each child as well, when its
 * connection has ended; descriptor 0 is the client there.  The result is the
 * exit status, as of serve_connection(), E likewise.
 */
int accept_run(struct accept_from *from, const struct wrap_opts *o,
    struct err *e);

#endif
