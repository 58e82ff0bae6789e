/* SPDX-License-Identifier: MIT */
/*
 * Accepting connections ourselves: on our own ports (-d), or on the socket that
 * inetd listens on (`wait`).
 */
#ifndef SERVE_DAEMON_H
#define SERVE_DAEMON_H

#include "base/err.h"
#include "wrap/wrap_opts.h"

/*
 * Listens as -d says and serves until a signal.  Without -f a child does this,
 * and this process ends with status 0 once it is ready.  AS, the name we were
 * called by, is part of the pid file's name.  Results as of accept_run().
 */
int daemon_run(struct wrap_opts *o, const char *as, struct err *e);

/*
 * Checks options and jail as far as possible without opening a port, the key or
 * the program; socket options are tried.  Returns an exit status; E has the
 * reason.
 */
int daemon_judge(const struct wrap_opts *o, struct err *e);

/* Serves on descriptor 0, a listening socket that inetd keeps open. */
int daemon_wait(struct wrap_opts *o, struct err *e);

#endif
