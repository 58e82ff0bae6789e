/* SPDX-License-Identifier: MIT */
/* Certificates that answer a challenge of tls-alpn-01 (RFC 8737, 3). */
#ifndef TLS_CRT_ACME_H
#define TLS_CRT_ACME_H

#include "tls/crt_make.h"

enum { CRT_ACME_DIGEST = 32 };

/* The digest of a key authorization (RFC 8555, 8.1); 0 or -1. */
int crt_acme_digest(const char *authorization,
    uint8_t digest[CRT_ACME_DIGEST]);

/*
 * Makes, as crt_make() does, the certificate for the challenge of that DIGEST
 * to host or address N (RFC 8738, 3): self-signed by K, N as its only name,
 * and the critical extension acmeIdentifier.  It is valid for a day around NOW.
 */
const uint8_t *crt_acme(const struct key *k, const struct name *n,
    const uint8_t digest[CRT_ACME_DIGEST], int64_t now, uint8_t *buf,
    size_t *len, struct err *e);

#endif
