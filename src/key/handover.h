/* SPDX-License-Identifier: MIT */
/*
 * Backends that N gets as a descriptor after the handshake: a connection to
 * a server (-r), the master of a terminal (-L).  K opens it, so that N needs
 * neither rights nor system calls for it, and passes it over the control
 * socket.
 */
#ifndef KEY_HANDOVER_H
#define KEY_HANDOVER_H

#include "key/environment.h"
#include "key/keyproc.h"
#include "net/netproc.h"
#include "os/fdstream.h"

/*
 * K's part; the result is K's exit status.  The first connects, writes the
 * PROXY header if one is asked for, and is done; the second becomes the
 * program.  Why it failed is in the log, and N knows that it did.
 */
int handover_remote(const struct keyproc *k, const struct environment *env);
int handover_tty(const struct keyproc *k, const struct environment *env);

/*
 * N's part: waits for the descriptor and puts it into s->data_fd.  Descriptor
 * 1 is closed for it, because N may open none beyond its limit.  -1: there is
 * no backend.
 */
int handover_take(struct session *s);

/* What N's descriptor of the backend is, for these options. */
enum fdstream_kind handover_kind(const struct wrap_opts *o);

#endif
