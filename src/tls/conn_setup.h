/* SPDX-License-Identifier: MIT */
/* Certificates and names in a handshake; for conn*.c. */
#ifndef TLS_CONN_SETUP_H
#define TLS_CONN_SETUP_H

#include <stddef.h>

#include "tls/conn.h"

/* The settings of the handshake; 0 or an error of mbedTLS. */
int conn_configure(const struct tls_setup *setup);

/*
 * Keeps the name the client asked for, until conn_choose(); what is no host
 * name is dropped.
 */
void conn_note_name(const unsigned char *name, size_t len);

/*
 * Gets the chains for that name, unless they are there already; 0 or an error
 * of mbedTLS.
 */
int conn_choose(void);

#endif
