/* SPDX-License-Identifier: MIT */
/*
 * The network process N's side of control.h: what it asks of the key process
 * K in a handshake.
 */
#ifndef NET_KEYCLIENT_H
#define NET_KEYCLIENT_H

#include <stdbool.h>

#include "tls/tls.h"
#include "wrap/connection.h"

/*
 * Hears what K has to serve with and fills SETUP's chains, or how they are
 * chosen, and who signs and seals.  C stays in place.  -1: K has nothing.
 */
int keyclient_start(const struct connection *c, struct tls_setup *setup);

/*
 * Tells K who the client is, if it has proved that, and that the handshake is
 * over; -1: K is gone.
 */
int keyclient_go(void);

/* Whether K was asked for a signature: not when a session was resumed. */
bool keyclient_signed(void);

/* The handshake is over: gives the certificates' memory back. */
void keyclient_over(void);

#endif
