/* SPDX-License-Identifier: MIT */
/*
 * Reading certificates: contents and origin (RFC 5280).  They stay in the arena
 * until crt_free().
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
	CRT_DER_MAX = 4096,	/* bytes of one made by crt_make() */
	CRT_PEM_MAX = 5700	/* the same as PEM, with its NUL */
};

struct crt;

struct crt_facts {
	int64_t not_before, not_after;	/* seconds since 1970 */
	const char *key_type;		/* "P-256", "P-384", "RSA", "other" */
	unsigned key_bits;		/* 0: other */
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
 * Reads the next CERTIFICATE block at or after *PEM, and moves *PEM past it.
 * NULL and E empty: there are no more.
 */
struct crt *crt_next(const char **pem, struct err *e);

/*
 * The same for a file of LEN bytes and a '\0', which is PEM or a single
 * certificate in DER.
 */
struct crt *crt_next_of(const char *bytes, size_t len, const char **at,
    struct err *e);

void crt_free(struct crt *c);

/* The certificate itself; lives as long as C. */
const uint8_t *crt_der(const struct crt *c, size_t *len);

void crt_facts(const struct crt *c, struct crt_facts *f);

/* Appends the distinguished name as in RFC 4514, most specific part first. */
void crt_subject(const struct crt *c, struct sbuf *s);
void crt_issuer(const struct crt *c, struct sbuf *s);

/* Reads SAN entry I, counting entries of every kind. */
enum crt_name {
	CRT_NAME_END,		/* there is no entry I */
	CRT_NAME_OTHER,		/* not a host name or address */
	CRT_NAME_HOST		/* *OUT is it */
};
enum crt_name crt_name(const struct crt *c, unsigned i, struct name *out);

/* Whether C certifies the public key of K. */
bool crt_fits(const struct crt *c, const struct key *k);

/*
 * Whether CA signed C: it is a CA, may sign certificates, and the signature is
 * valid.  Dates are not checked.  Costs about half as much as a TLS handshake.
 */
bool crt_signed_by(const struct crt *c, const struct crt *ca);

/* Whether CA's name constraints permit N in a certificate below it. */
bool crt_permits(const struct crt *ca, const struct name *n);

/*
 * Adds to SET the host names and single addresses that CA's constraints
 * permit; ranges are left out.
 */
void crt_permitted(const struct crt *ca, struct names *set);

/*
 * Whether this program made C (crt_make.h): its issuer, or the unit of a
 * self-signed one, ends in eight digits that are the start of the issuer's key
 * identifier.  No other issuer uses such a name.
 */
bool crt_is_ours(const struct crt *c);

/* Writes DER as PEM with its NUL. */
int crt_pem(const uint8_t *der, size_t len, char *pem, size_t cap,
    struct err *e);

#endif
