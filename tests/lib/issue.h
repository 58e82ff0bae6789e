/* SPDX-License-Identifier: MIT */
/*
 * Keys and certificates for tests, made by mbedTLS itself and not by src/tls:
 * nothing of ours vouches for ours, and no private key has to be in the tree.
 */
#ifndef THIMBLE_TESTS_LIB_ISSUE_H
#define THIMBLE_TESTS_LIB_ISSUE_H

#include <stdio.h>
#include <string.h>

#include <mbedtls/dhm.h>
#include <mbedtls/ecp.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/x509_crt.h>

#include "tls/rng.h"

enum { ISSUE_DER_MAX = 4096 };

struct issued {
	unsigned char der[ISSUE_DER_MAX];
	size_t len;
};

static inline int
issue_ec_key(mbedtls_pk_context *key, mbedtls_ecp_group_id curve)
{
	mbedtls_pk_init(key);
	if (mbedtls_pk_setup(key, mbedtls_pk_info_from_type(
	    MBEDTLS_PK_ECKEY)) != 0)
		return -1;
	return mbedtls_ecp_gen_key(curve, mbedtls_pk_ec(*key), tls_rng, NULL);
}

/*
 * An RSA key of 4096 bits without the minutes that finding primes takes on a
 * small CPU: the primes are those of RFC 3526, 3 and RFC 7919, A.1, which
 * everybody knows.
 */
static const unsigned char issue_p[] = MBEDTLS_DHM_RFC3526_MODP_2048_P_BIN;
static const unsigned char issue_q[] = MBEDTLS_DHM_RFC7919_FFDHE2048_P_BIN;

static inline int
issue_rsa_key(mbedtls_pk_context *key)
{
	static const unsigned char e[] = { 1, 0, 1 };
	mbedtls_rsa_context *rsa;

	mbedtls_pk_init(key);
	if (mbedtls_pk_setup(key, mbedtls_pk_info_from_type(
	    MBEDTLS_PK_RSA)) != 0)
		return -1;
	rsa = mbedtls_pk_rsa(*key);
	if (mbedtls_rsa_import_raw(rsa, NULL, 0, issue_p, sizeof issue_p,
	    issue_q, sizeof issue_q, NULL, 0, e, sizeof e) != 0)
		return -1;
	return mbedtls_rsa_complete(rsa);
}

/* A certificate for KEY, 2026 to 2036, by CA_KEY. */
static inline int
issue(struct issued *c, mbedtls_pk_context *key, const char *subject,
    mbedtls_pk_context *ca_key, const char *issuer)
{
	static unsigned char serial[] = { 0x12, 0x34 };
	mbedtls_x509write_cert w;
	int n = -1;

	mbedtls_x509write_crt_init(&w);
	mbedtls_x509write_crt_set_version(&w, MBEDTLS_X509_CRT_VERSION_3);
	mbedtls_x509write_crt_set_md_alg(&w, MBEDTLS_MD_SHA256);
	mbedtls_x509write_crt_set_subject_key(&w, key);
	mbedtls_x509write_crt_set_issuer_key(&w, ca_key);
	if (mbedtls_x509write_crt_set_serial_raw(&w, serial,
	    sizeof serial) == 0 &&
	    mbedtls_x509write_crt_set_subject_name(&w, subject) == 0 &&
	    mbedtls_x509write_crt_set_issuer_name(&w, issuer) == 0 &&
	    mbedtls_x509write_crt_set_validity(&w, "20260102030405",
	    "20360102030405") == 0)
		n = mbedtls_x509write_crt_der(&w, c->der, sizeof c->der,
		    tls_rng, NULL);
	mbedtls_x509write_crt_free(&w);
	if (n <= 0)
		return -1;
	/* It writes at the end of the buffer. */
	memmove(c->der, c->der + sizeof c->der - (size_t)n, (size_t)n);
	c->len = (size_t)n;
	return 0;
}

/* Adds a certificate, a key to the text PEM of CAP bytes. */
static inline int
issue_pem(char *pem, size_t cap, const struct issued *c)
{
	size_t at = strlen(pem), n;

	return mbedtls_pem_write_buffer("-----BEGIN CERTIFICATE-----\n",
	    "-----END CERTIFICATE-----\n", c->der, c->len,
	    (unsigned char *)pem + at, cap - at, &n);
}

static inline int
issue_pem_key(char *pem, size_t cap, const mbedtls_pk_context *key)
{
	size_t at = strlen(pem);

	return mbedtls_pk_write_key_pem(key, (unsigned char *)pem + at,
	    cap - at);
}

#endif
