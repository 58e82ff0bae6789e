/* SPDX-License-Identifier: MIT */
/* Signatures that stay: under certificates. */
#ifndef TLS_SIGN_H
#define TLS_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include <mbedtls/md.h>
#include <mbedtls/x509_crt.h>

#include "tls/key.h"

/*
 * Signs HASH, a whole digest of kind MD, into SIG of CAP bytes (RFC 6979
 * ECDSA, or PKCS#1 v1.5) and makes sure that the signature is right: one that
 * a flipped bit made wrong would stand for years, and would give the key
 * away.  -1: it is not, or no memory.
 */
int sign_hash(const struct key *k, mbedtls_md_type_t md, const uint8_t *hash,
    uint8_t *sig, size_t cap, size_t *len);

/*
 * ISSUER's key made the signature under C (RFC 5280, 6.1.3 (a)(1)); names and
 * dates are not looked at.  ISSUER is only read; mbedTLS has it not const.
 */
int sign_check(const mbedtls_x509_crt *c, mbedtls_x509_crt *issuer);

#endif
