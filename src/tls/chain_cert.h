/* SPDX-License-Identifier: MIT */
/*
 * Certificates of a chain that is served without being verified.  mbedTLS
 * refuses critical extensions that it does not know, nameConstraints among
 * them; intermediates have these, and applying them is up to the client.
 */
#ifndef TLS_CHAIN_CERT_H
#define TLS_CHAIN_CERT_H

#include <stdbool.h>
#include <stddef.h>

#include <mbedtls/x509_crt.h>

/*
 * Adds the certificate of LEN bytes at DER to CHAIN, also a foreign one
 * (foreign.h).  COPY 0: the bytes must stay in place as long as the chain
 * exists.  Returns 0 or mbedTLS's error.
 */
int chain_cert_add(mbedtls_x509_crt *chain, const unsigned char *der,
    size_t len, int copy);

/* The same, copied, for one that judges others: its key has to be known. */
int chain_cert_trust(mbedtls_x509_crt *chain, const unsigned char *der,
    size_t len);

/*
 * Whether X tells clients to refuse a server that staples no OCSP response
 * (RFC 7633, "must-staple").  This one never does.
 */
bool chain_cert_staples(const mbedtls_x509_crt *x);

#endif
