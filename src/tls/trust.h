/* SPDX-License-Identifier: MIT */
/*
 * Certificates and revocation lists for verifying client certificates
 * (RFC 5280).
 */
#ifndef TLS_TRUST_H
#define TLS_TRUST_H

#include <mbedtls/x509_crl.h>
#include <mbedtls/x509_crt.h>

#include "base/err.h"

struct trust {
	mbedtls_x509_crt certs;		/* version 0: none */
	mbedtls_x509_crl crls;		/* version 0: none */
};

void trust_init(struct trust *t);

/*
 * Adds every CERTIFICATE and X509 CRL block of PEM (LEN bytes and a NUL),
 * except certificates that are already there.  Their name constraints and
 * unknown critical extensions are ignored: they are trusted as they are.  -1: E
 * has the block and the reason; earlier blocks remain.
 */
int trust_add(struct trust *t, const char *pem, size_t len, struct err *e);

/* Whether CRT is one of the certificates, byte by byte. */
int trust_has(const struct trust *t, const mbedtls_x509_crt *crt);

void trust_free(struct trust *t);

#endif
