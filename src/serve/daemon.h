/* SPDX-License-Identifier: MIT */
/*
 * The ways to run without an inetd that accepts: listening by ourselves (-d),
 * and on the socket that inetd listens on (`wait`).
 */
#ifndef SERVE_DAEMON_H
#define SERVE_DAEMON_H

#include "base/err.h"
#include "wrap/wrap_opts.h"

/*
 * Listens where -d says and serves until a signal.  Unless -f was given a
 * child does so, and this process ends with status 0 when it is ready.  AS,
 * the name we were called by, is part of the pid file's name.  Results as of
 * accept_run().
 */
int daemon_run(struct wrap_opts *o, const char *as, struct err *e);

/*
 * What can be wrong with the options and the jail and needs no port, no key and
 * no program to be found out.  An exit status; E has the reason.
 */
int daemon_judge(const struct wrap_opts *o, struct err *e);

/* Serves on descriptor 0, a listener that inetd goes on holding. */
int daemon_wait(struct wrap_opts *o, struct err *e);

#endif
