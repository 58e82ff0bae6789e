/* SPDX-License-Identifier: MIT */
/*
 * Backends that N receives as a descriptor after the handshake: a connection to
 * a server (-r) or the master of a terminal (-L).  K opens it, so that N needs
 * neither rights nor system calls for it, and passes it over the control
 * socket.
 */
#ifndef KEY_HANDOVER_H
#define KEY_HANDOVER_H

#include "key/environment.h"
#include "wrap/connection.h"

/*
 * handover_remote() connects, writes the PROXY header if configured, and passes
 * the connection to N. handover_tty() passes the master to N and becomes the
 * program.  Failures are logged and reported to N. Return K's exit status.
 */
int handover_remote(const struct connection *c, const struct environment *env);
int handover_tty(const struct connection *c, const struct environment *env);

#endif
