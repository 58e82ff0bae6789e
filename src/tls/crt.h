/* SPDX-License-Identifier: MIT */
/*
 * Certificates read: what is in them and who made them (RFC 5280).  They live
 * in the arena until crt_free().
 */
#ifndef TLS_CRT_H
#define TLS_CRT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"
#include "base/sbuf.h"
#include "tls/key.h"

enum {
	CRT_DER_MAX = 4096,	/* bytes of one that crt_make() makes */
	CRT_PEM_MAX = 5700	/* the same as PEM, with its NUL */
};

struct crt;

struct crt_facts {
	int64_t not_before, not_after;	/* seconds since 1970 */
	const char *key_type;		/* "P-256", "P-384", "RSA" */
	unsigned key_bits;
	const uint8_t *serial;		/* lives as long as the crt */
	size_t serial_len;
	uint8_t sha256[32];		/* of the whole certificate */
	uint8_t pin[32];		/* SHA-256 of its public key info */
	bool ca;			/* may sign certificates */
	bool self_issued;
	bool constrained;		/* has nameConstraints */
};

/* One certificate in DER. */
struct crt *crt_read(const uint8_t *der, size_t len, struct err *e);

/*
 * The next CERTIFICATE block at or behind *PEM, which moves behind the block.
 * NULL and E empty: there is no more.
 */
struct crt *crt_next(const char **pem, struct err *e);

/*
 * The next certificate of a file's LEN bytes, behind which a '\0' stands, at or
 * behind *AT as with crt_next(); a file in DER is one.
 */
struct crt *crt_next_of(const char *bytes, size_t len, const char **at,
    struct err *e);

void crt_free(struct crt *c);

/* The certificate itself; lives as long as C. */
const uint8_t *crt_der(const struct crt *c, size_t *len);

void crt_facts(const struct crt *c, struct crt_facts *f);

/* Adds the distinguished name as RFC 4514 writes it, most specific first. */
void crt_subject(const struct crt *c, struct sbuf *s);
void crt_issuer(const struct crt *c, struct sbuf *s);

/* Reads SAN entry I, counted over all kinds: see crt_name. */
enum crt_name {
	CRT_NAME_END,		/* there is none with this number */
	CRT_NAME_OTHER,		/* of a kind that names no host */
	CRT_NAME_HOST		/* *OUT is it */
};
enum crt_name crt_name(const struct crt *c, unsigned i, struct name *out);

/* C has the public half of K. */
bool crt_fits(const struct crt *c, const struct key *k);

/*
 * CA signed C: it is a CA, may sign certificates, and the signature is right.
 * Dates are not judged.  Costs about as much as half a TLS handshake.
 */
bool crt_signed_by(const struct crt *c, const struct crt *ca);

/* CA's name constraints allow N in a certificate below it. */
bool crt_permits(const struct crt *ca, const struct name *n);

/*
 * Adds to SET what CA's constraints name one by one, host names and single
 * addresses; ranges are left out.
 */
void crt_permitted(const struct crt *ca, struct names *set);

/*
 * This program made C (crt_make.h): its issuer, or the unit of a self-signed
 * one, ends in eight digits that are the start of the issuer's key
 * identifier.  No other issuer names itself so.
 */
bool crt_is_ours(const struct crt *c);

/* Writes DER as PEM with its NUL. */
int crt_pem(const uint8_t *der, size_t len, char *pem, size_t cap,
    struct err *e);

#endif
