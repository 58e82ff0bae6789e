/* SPDX-License-Identifier: MIT */
/*
 * An identity: a private key with its certificate chain, from one PEM file
 * (RFC 7468).
 *
 * The blocks may come in any order, with text around them.  The leaf is the
 * certificate that matches the key; the chain is put in order behind it, and a
 * self-signed root is left out (clients either have it or do not trust it).
 * Holds the private key: only the key process and the tools use this.
 */
#ifndef TLS_IDENTITY_H
#define TLS_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"

enum {
	/*
	 * Bytes of a PEM file, and of the chain in DER plus 3 bytes per
	 * certificate: a Certificate message is one record, which carries
	 * MBEDTLS_SSL_OUT_CONTENT_LEN (16384) bytes.  TLS 1.3 itself needs 9
	 * of these, and 2 more per certificate.
	 */
	IDENTITY_PEM_MAX = 32768,
	IDENTITY_CHAIN_MAX = 16384 - 64,
	IDENTITY_CERTS_MAX = 10,
	IDENTITIES_MAX = 2,		/* at once: one EC, one RSA */
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
	int self_issued;		/* the leaf is self-signed */
	bool must_staple;		/* chain_cert_staples() */
	bool unproven;			/* a CA's key is foreign (foreign.h) */
};

struct identity;

/*
 * Reads PEM (LEN bytes, PEM[LEN] is '\0') and checks that the leaf matches the
 * key, that each certificate names the next one as its issuer, and that the
 * chain fits into a handshake.  Public keys are only compared: computing them
 * would cost each connection as much as a handshake.  Dates are not checked:
 * see facts.  At most IDENTITIES_MAX exist at once; each stays in the arena
 * until identity_free().  NULL: E has the block and the reason.
 */
struct identity *identity_load(const char *pem, size_t len, struct err *e);

/*
 * The computations that identity_load() leaves out, for installing and
 * checking: that the private key yields the leaf's public key, and that each
 * certificate is signed by the next.  Nothing is
 * proved of what a foreign key has signed.
 */
int identity_prove(struct identity *id, struct err *e);

const struct identity_facts *identity_facts(const struct identity *id);

/* Certificate I of the chain in DER, 0 being the leaf; NULL past the end. */
const uint8_t *identity_cert(const struct identity *id, unsigned i,
    size_t *len);

/* Whether the leaf is valid for N, as names_cover(). */
bool identity_covers(const struct identity *id, const struct name *n);

/*
 * Signs a digest of HASH_LEN bytes (32: SHA-256, 48: SHA-384, 64: SHA-512)
 * into SIG of IDENTITY_SIG_MAX bytes.  -1: not with this kind of key, or it
 * failed.
 */
int identity_sign(struct identity *id, enum sign_scheme scheme,
    const uint8_t *hash, size_t hash_len, uint8_t *sig, size_t *sig_len);

/* Wipes the key and frees the memory; NULL does nothing. */
void identity_free(struct identity *id);

#endif
