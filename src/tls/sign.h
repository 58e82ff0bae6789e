/* SPDX-License-Identifier: MIT */
/* Signatures on certificates, which last for years. */
#ifndef TLS_SIGN_H
#define TLS_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include <mbedtls/md.h>
#include <mbedtls/x509_crt.h>

#include "tls/key.h"

/*
 * Signs HASH, a whole digest of kind MD, into SIG of CAP bytes (RFC 6979 ECDSA,
 * or PKCS#1 v1.5) and verifies the signature: one made wrong by a flipped bit
 * would last for years, and could reveal the key.  -1: wrong, or no memory.
 */
int sign_hash(const struct key *k, mbedtls_md_type_t md, const uint8_t *hash,
    uint8_t *sig, size_t cap, size_t *len);

/*
 * Verifies with ISSUER's key the signature on C (RFC 5280, 6.1.3 (a)(1)): 0 or
 * -1.  Names and dates are ignored.  ISSUER is only read, but mbedTLS's
 * parameter is not const.
 */
int sign_check(const mbedtls_x509_crt *c, mbedtls_x509_crt *issuer);

#endif
