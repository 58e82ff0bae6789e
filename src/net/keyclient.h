/* SPDX-License-Identifier: MIT */
/*
 * N's side of control.h: its requests to the key process K in a handshake.
 */
#ifndef NET_KEYCLIENT_H
#define NET_KEYCLIENT_H

#include <stdbool.h>

#include "tls/tls.h"
#include "wrap/connection.h"

/*
 * Receives K's certificates and fills in SETUP: the chains or the function that
 * chooses them, and the functions that sign and seal.  C must stay in place.
 * -1: K has no certificate.
 */
int keyclient_start(const struct connection *c, struct tls_setup *setup);

/*
 * Tells K that the handshake is over, and the client's verified name if it has
 * one.  -1: K is gone.
 */
int keyclient_go(void);

/* Whether K was asked for a signature; not if a session was resumed. */
bool keyclient_signed(void);

/* The handshake is over: frees the memory of the certificates. */
void keyclient_over(void);

#endif
