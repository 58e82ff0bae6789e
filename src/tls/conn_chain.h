/* SPDX-License-Identifier: MIT */
/*
 * The server name that the client asks for, and the certificates that it
 * gets; for tls.c and conn*.c.
 */
#ifndef TLS_CONN_CHAIN_H
#define TLS_CONN_CHAIN_H

#include <stddef.h>

#include "tls/tls.h"

/*
 * Keeps the name the client asked for, until conn_chain_choose(); what is no
 * host name is dropped.
 */
void conn_chain_name(const unsigned char *name, size_t len);

/* Loads CHAINS for the engine; 0 or an error of mbedTLS. */
int conn_chain_add(const struct tls_chains *chains);

/*
 * Gets the chains for that name, unless they are there already; 0 or an error
 * of mbedTLS.
 */
int conn_chain_choose(void);

#endif
