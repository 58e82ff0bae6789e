/* SPDX-License-Identifier: MIT */
/* The connection of a validating CA (RFC 8737); for tls.c and conn*.c. */
#ifndef TLS_CONN_ACME_H
#define TLS_CONN_ACME_H

#include "tls/hello.h"

/*
 * To be called for each ClientHello before the engine reads it.  If it is that
 * of a validating CA and tls_setup.acme is set, the handshake goes on with
 * nothing but the certificate for the challenge: with that protocol, without
 * tickets and without asking for the client's certificate.  0, or the alert to
 * refuse it with.
 */
int conn_acme(const struct hello *h);

#endif
