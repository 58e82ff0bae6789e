/* SPDX-License-Identifier: MIT */
/*
 * Certificates and lists of revoked ones that client certificates are judged
 * by (RFC 5280).
 */
#ifndef TLS_TRUST_H
#define TLS_TRUST_H

#include <mbedtls/x509_crl.h>
#include <mbedtls/x509_crt.h>

#include "base/err.h"

struct trust {
	mbedtls_x509_crt certs;		/* version 0: there is none */
	mbedtls_x509_crl crls;		/* version 0: there is none */
};

void trust_init(struct trust *t);

/*
 * Adds every CERTIFICATE and X509 CRL block of PEM (LEN bytes and a NUL); a
 * certificate that is there already is left out.  Name constraints and other
 * critical extensions of these certificates are not judged: they are trusted
 * as they stand.  -1: E says which block is wrong; what was read stays.
 */
int trust_add(struct trust *t, const char *pem, size_t len, struct err *e);

/* CRT is one of the certificates, byte by byte. */
int trust_has(const struct trust *t, const mbedtls_x509_crt *crt);

void trust_free(struct trust *t);

#endif
