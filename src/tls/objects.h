/* SPDX-License-Identifier: MIT */
/*
 * What key.h and crt.h hide from the floors above: only src/tls includes
 * this.
 */
#ifndef TLS_OBJECTS_H
#define TLS_OBJECTS_H

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

/* Why mbedTLS, which said RC, does not take a certificate. */
const char *crt_reason(int rc);

/*
 * The identifier of PK, as key_id() says, into KEY_ID_LEN bytes; 0 or -1.
 */
int key_id_of(const mbedtls_pk_context *pk, unsigned char *id);

#endif
