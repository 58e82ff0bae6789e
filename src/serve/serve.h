/* SPDX-License-Identifier: MIT */
/*
 * Serves the client on descriptor 0: waits for its first byte without reading
 * it, then forks into two processes, K for the key and N for the network.  A
 * silent client costs one small process and nothing else.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "base/err.h"
#include "wrap/wrap_opts.h"

/*
 * Serves the client to the end of its connection.  Returns the exit status of
 * this process, which is N, or K if that failed, or neither if there was no
 * handshake.  E is set if the client could not be served and does not know yet.
 */
int serve_connection(const struct wrap_opts *o, struct err *e);

#endif
