/* SPDX-License-Identifier: MIT */
/*
 * The server name that the client asks for and the certificates for it; for
 * tls.c and conn*.c.
 */
#ifndef TLS_CONN_CHAIN_H
#define TLS_CONN_CHAIN_H

#include <stddef.h>

#include "tls/tls.h"

/*
 * Stores the name that the client asked for until conn_chain_choose(); ignored
 * if it is not a host name.
 */
void conn_chain_name(const unsigned char *name, size_t len);

/* Loads CHAINS for the engine; 0 or mbedTLS's error. */
int conn_chain_add(const struct tls_chains *chains);

/* Frees all chains, and the engine's list of them, too. */
void conn_chain_drop(void);

/*
 * Gets the chains for that name unless they are already loaded; 0 or mbedTLS's
 * error.
 */
int conn_chain_choose(void);

#endif
