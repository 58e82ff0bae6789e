/* SPDX-License-Identifier: MIT */
/*
 * The client on descriptor 0, from accept to the end: a wait for its first
 * byte without reading it, then two processes, K with the key and N with the
 * network.  A silent client costs one small process and nothing else.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "base/err.h"
#include "wrap/wrap_opts.h"

/*
 * Serves it to its end.  The result is the exit status of this process, which
 * is N, K when that failed, or neither when it came to no handshake.  E has
 * text when the client could not be served and has not been told so.
 */
int serve_connection(const struct wrap_opts *o, struct err *e);

#endif
