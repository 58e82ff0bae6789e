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
 * Waits for K's descriptor and puts it into c->data_fd.  Descriptor 1 is
 * closed for it, because N may open none beyond its limit.  -1: there is no
 * backend.
 */
int handover_take(struct connection *c);

/* The kind of N's descriptor of the backend under these options. */
enum fdstream_kind handover_kind(const struct wrap_opts *o);

#endif
