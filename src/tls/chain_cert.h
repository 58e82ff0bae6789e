/* SPDX-License-Identifier: MIT */
/*
 * Certificates of a chain that we serve and do not judge.  mbedTLS refuses a
 * critical extension that it does not know, nameConstraints among them; but
 * judging those is the client's part, and intermediates do have them.
 */
#ifndef TLS_CHAIN_CERT_H
#define TLS_CHAIN_CERT_H

#include <stdbool.h>
#include <stddef.h>

#include <mbedtls/x509_crt.h>

/*
 * Adds the certificate of LEN bytes at DER to CHAIN.  COPY 0: the bytes stay
 * in place as long as the chain lives.  0 or mbedTLS's error.
 */
int chain_cert_add(mbedtls_x509_crt *chain, const unsigned char *der,
    size_t len, int copy);

/*
 * Whether X tells clients to refuse a server that staples no OCSP answer
 * (RFC 7633, "must-staple"), as this one.
 */
bool chain_cert_staples(const mbedtls_x509_crt *x);

#endif
