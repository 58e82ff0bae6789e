/* SPDX-License-Identifier: MIT */
/*
 * N's end of a backend that K opens after the handshake (key/handover.h): a
 * connection to a server (-r) or the master of a terminal (-L).
 */
#ifndef NET_HANDOVER_TAKE_H
#define NET_HANDOVER_TAKE_H

#include "os/fdstream.h"
#include "wrap/connection.h"

/*
 * Waits for K's descriptor and stores it in c->data_fd.  Closes descriptor 1 to
 * make room, because N is at its descriptor limit.  -1: there is no backend.
 */
int handover_take(struct connection *c);

/* The kind of N's backend descriptor under these options. */
enum fdstream_kind handover_kind(const struct wrap_opts *o);

#endif
