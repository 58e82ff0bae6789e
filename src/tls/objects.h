/* SPDX-License-Identifier: MIT */
/*
 * The structs that key.h and crt.h declare; only src/tls includes this.
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
	/* It has a critical extension that is unknown here. */
	int unknown_critical;
};

/* Whether the public halves are equal, byte by byte. */
bool key_same_public(const mbedtls_pk_context *a, const mbedtls_pk_context *b);

/* Whether both hold the same bytes. */
bool crt_same(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b);

/* T in seconds since 1970. */
int64_t crt_epoch(const mbedtls_x509_time *t);

/* Why mbedTLS, with error RC, does not accept a certificate. */
const char *crt_reason(int rc);

/* The identifier of PK as of key_id(), KEY_ID_LEN bytes; 0 or -1. */
int key_id_of(const mbedtls_pk_context *pk, unsigned char *id);

#endif
