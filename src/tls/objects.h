/* SPDX-License-Identifier: MIT */
/*
 * What key.h and crt.h hide from the floors above: only src/tls includes
 * this.
 */
#ifndef TLS_OBJECTS_H
#define TLS_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

struct key {
	mbedtls_pk_context pk;
};

struct crt {
	mbedtls_x509_crt x;
	/* The value of the extension nameConstraints in x.raw; p NULL: none. */
	mbedtls_x509_buf constraints;
	/* Some critical extension is known to nobody here. */
	int unknown_critical;
};

/* The public halves are the same, byte by byte. */
bool key_same_public(const mbedtls_pk_context *a, const mbedtls_pk_context *b);

/* Both hold the same bytes. */
bool crt_same(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b);

/* T in seconds since 1970. */
int64_t crt_epoch(const mbedtls_x509_time *t);

/* Why mbedTLS, which said RC, does not take a certificate. */
const char *crt_reason(int rc);

/*
 * The identifier of PK, as key_id() says, into KEY_ID_LEN bytes; 0 or -1.
 */
int key_id_of(const mbedtls_pk_context *pk, unsigned char *id);

#endif
