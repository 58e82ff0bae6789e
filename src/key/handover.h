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
#include "wrap/connection.h"

/*
 * The result is K's exit status.  The first connects, writes the PROXY header
 * if one is asked for, and is done; the second becomes the program.  A failure
 * is logged, and N is told of it.
 */
int handover_remote(const struct connection *c, const struct environment *env);
int handover_tty(const struct connection *c, const struct environment *env);

#endif
