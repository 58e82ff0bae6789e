/* SPDX-License-Identifier: MIT */
/*
 * An identity: a private key with its certificate chain, as they stand
 * together in one PEM file (RFC 7468).
 *
 * The blocks may come in any order, with text around them.  The leaf is the
 * certificate that fits the key; the chain is put in order behind it and a
 * self-signed root at its end is left out (clients have it or do not trust
 * it).  Holds the private key: only the key process and the tools use this.
 */
#ifndef TLS_IDENTITY_H
#define TLS_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	/*
	 * Bytes of a PEM file, and of the chain in DER with 3 bytes a
	 * certificate: a Certificate message is one record, which carries
	 * MBEDTLS_SSL_OUT_CONTENT_LEN (16384) bytes; of these TLS 1.3 needs 9
	 * and 2 a certificate for itself.
	 */
	IDENTITY_PEM_MAX = 32768,
	IDENTITY_CHAIN_MAX = 16384 - 64,
	IDENTITY_CERTS_MAX = 10,
	IDENTITIES_MAX = 2,		/* at a time: one EC, one RSA */
	IDENTITY_SIG_MAX = 512,		/* RSA of 4096 bits */
	IDENTITY_HASH_MAX = 64		/* SHA-512 */
};

/* How a signature is made (RFC 8446, 4.2.3). */
enum sign_scheme {
	SIGN_ECDSA = 1,
	SIGN_RSA_PKCS1 = 2,		/* TLS 1.2 only */
	SIGN_RSA_PSS = 3
};

struct identity_facts {
	const char *key_type;		/* "P-256", "P-384", "RSA" */
	unsigned key_bits;
	bool rsa;
	int64_t not_before, not_after;	/* the leaf's, seconds since 1970 */
	unsigned n_certs;		/* leaf included, root not */
	size_t chain_len;		/* bytes of DER in all */
	int self_issued;		/* the leaf signed itself */
	bool must_staple;		/* chain_cert_staples() */
};

struct identity;

/*
 * Reads PEM (LEN bytes, PEM[LEN] is '\0') and checks that the leaf fits the
 * key, that each certificate names the next one as its issuer and that the
 * chain fits a handshake.  Public keys are compared as they stand in the
 * file: a connection is not the place for arithmetic that costs as much as a
 * handshake.  Dates are not judged here: see facts.  IDENTITIES_MAX exist at a
 * time; each lives in the arena until identity_free().  NULL: E says which
 * block is wrong and why.
 */
struct identity *identity_load(const char *pem, size_t len, struct err *e);

/*
 * The arithmetic that identity_load() leaves out, for installing and
 * checking: the private key makes the leaf's public key, and each certificate
 * signed the one before it.
 */
int identity_prove(struct identity *id, struct err *e);

const struct identity_facts *identity_facts(const struct identity *id);

/* The I-th certificate of the chain in DER, 0 the leaf; NULL past the end. */
const uint8_t *identity_cert(const struct identity *id, unsigned i,
    size_t *len);

/*
 * Signs a digest of HASH_LEN bytes (32: SHA-256, 48: SHA-384, 64: SHA-512)
 * into SIG of IDENTITY_SIG_MAX bytes.  -1: the scheme does not fit the key.
 */
int identity_sign(struct identity *id, enum sign_scheme scheme,
    const uint8_t *hash, size_t hash_len, uint8_t *sig, size_t *sig_len);

/* Wipes the key and gives the memory back; NULL does nothing. */
void identity_free(struct identity *id);

#endif
