/* SPDX-License-Identifier: MIT */
/*
 * Certificates of CAs whose keys mbedTLS cannot use: P-521, Ed25519, Ed448,
 * RSA of more than 4096 bits, explicit curve parameters.  They are passed on as
 * they are, and judged but for what their keys have signed.
 */
#ifndef TLS_FOREIGN_H
#define TLS_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

#include <mbedtls/x509_crt.h>

/*
 * Like mbedtls_x509_crt_parse_der_with_ext_cb(), and takes a CA with such a
 * key, and any certificate that Ed25519 or Ed448 signed: a copy in the arena,
 * of which the engine reads one with another key and signature.
 */
int foreign_parse(mbedtls_x509_crt *chain, const unsigned char *der,
    size_t len, int copy, mbedtls_x509_crt_ext_cb_t take, void *arg);

/* Issuer and subject are the same, whatever else is in it: any bytes. */
bool foreign_self_issued(const unsigned char *der, size_t len);

/* Nobody here can use the key of X. */
bool foreign_key(const mbedtls_x509_crt *x);

/*
 * C may be ISSUER's, whose key nobody here can use: as far as both have one,
 * the identifiers of the key are the same.
 */
bool foreign_may_sign(const mbedtls_x509_crt *c,
    const mbedtls_x509_crt *issuer);

#endif
