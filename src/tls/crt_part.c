/* SPDX-License-Identifier: MIT */
/* Parts of certificates and requests: see crt_part.h. */
#include "tls/crt_part.h"

#include <string.h>

#include "tls/crt_make.h"
#include "tls/objects.h"
#include "tls/sign.h"

enum { OID_MAX = 10 };

/* Object identifiers, first byte their length. */
const uint8_t part_key_usage[] = { 3, 0x55, 0x1d, 15 };
const uint8_t part_basic[] = { 3, 0x55, 0x1d, 19 };
const uint8_t part_common_name[] = { 3, 0x55, 4, 3 };
const uint8_t part_organization[] = { 3, 0x55, 4, 10 };
const uint8_t part_unit[] = { 3, 0x55, 4, 11 };
static const uint8_t oid_alt_name[] = { 3, 0x55, 0x1d, 17 };
static const uint8_t oid_extended_usage[] = { 3, 0x55, 0x1d, 37 };
static const uint8_t oid_server_auth[] = {
	8, 0x2b, 6, 1, 5, 5, 7, 3, 1
};

/* How the signer signs: RFC 5758, 3.2; RFC 4055, 5. */
struct scheme {
	mbedtls_md_type_t md;
	bool null_parameter;
	uint8_t oid[OID_MAX];
};

static const struct scheme ecdsa_sha256 = { MBEDTLS_MD_SHA256, false,
	{ 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2 } };
static const struct scheme ecdsa_sha384 = { MBEDTLS_MD_SHA384, false,
	{ 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3 } };
static const struct scheme rsa_sha256 = { MBEDTLS_MD_SHA256, true,
	{ 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11 } };

const struct scheme *
part_scheme_of(const struct key *k)
{
	if (mbedtls_pk_can_do(&k->pk, MBEDTLS_PK_RSA))
		return &rsa_sha256;
	return key_is(k, KEY_P384) ? &ecdsa_sha384 : &ecdsa_sha256;
}

static void
put_oid(struct der *d, const uint8_t *oid)
{
	der_bytes(d, DER_OID, oid + 1, oid[0]);
}

void
part_scheme(struct der *d, const struct scheme *s)
{
	const uint8_t *end = d->p;

	if (s->null_parameter)
		der_raw(d, "\x05", 2);
	put_oid(d, s->oid);
	der_head(d, DER_SEQUENCE, end);
}

void
part_extension(struct der *d, const uint8_t *oid, bool critical,
    const uint8_t *end)
{
	der_head(d, DER_OCTETS, end);
	if (critical)
		der_bytes(d, DER_BOOLEAN, "\xff", 1);
	put_oid(d, oid);
	der_head(d, DER_SEQUENCE, end);
}

void
part_attribute(struct der *d, const uint8_t *oid, const char *text)
{
	const uint8_t *end = d->p;

	if (text == NULL || text[0] == '\0' || strlen(text) > CRT_CN_MAX)
		return;
	der_bytes(d, DER_UTF8, text, strlen(text));
	put_oid(d, oid);
	der_head(d, DER_SEQUENCE, end);
	der_head(d, DER_SET, end);
}

void
part_names(struct der *d, const struct names *names, bool critical)
{
	const uint8_t *end = d->p;
	const struct name *n;
	unsigned i;

	if (names->n == 0)
		return;
	for (i = names->n; i > 0; i--) {
		n = &names->item[i - 1];
		if (n->ip_len != 0)
			der_bytes(d, DER_CONTEXT | 7, n->ip, n->ip_len);
		else
			der_bytes(d, DER_CONTEXT | 2, n->text,
			    strlen(n->text));
	}
	der_head(d, DER_SEQUENCE, end);
	part_extension(d, oid_alt_name, critical, end);
}

void
part_leaf(struct der *d, const struct key *k, const struct names *names,
    bool no_subject)
{
	/*
	 * digitalSignature; with RSA also keyEncipherment, which NSS requires
	 * even if static RSA is not offered.
	 */
	const char *usage = mbedtls_pk_can_do(&k->pk,
	    MBEDTLS_PK_RSA) ? "\x05\xa0" : "\x07\x80";
	const uint8_t *end;

	part_names(d, names, no_subject);
	end = d->p;
	put_oid(d, oid_server_auth);
	der_head(d, DER_SEQUENCE, end);
	part_extension(d, oid_extended_usage, false, end);
	end = d->p;
	der_bytes(d, DER_BITS, usage, 2);
	part_extension(d, part_key_usage, true, end);
	end = d->p;
	der_head(d, DER_SEQUENCE, end);		/* cA defaults to FALSE */
	part_extension(d, part_basic, true, end);
}

const uint8_t *
part_sign(struct der *d, const uint8_t *end, const struct key *k,
    const struct scheme *s, size_t *len)
{
	uint8_t hash[MBEDTLS_MD_MAX_SIZE], sig[MBEDTLS_PK_SIGNATURE_MAX_SIZE];
	size_t body_len = (size_t)(end - d->p), sig_len;
	uint8_t *front = d->start;
	struct der t;

	if (d->full || mbedtls_md(mbedtls_md_info_from_type(s->md), d->p,
	    body_len, hash) != 0 ||
	    sign_hash(k, s->md, hash, sig, sizeof sig, &sig_len) < 0)
		return NULL;
	/* To the front of the buffer, while the rest is written. */
	memmove(front, d->p, body_len);
	der_init(&t, front + body_len, (size_t)(end - front) - body_len);
	der_raw(&t, sig, sig_len);
	der_raw(&t, "\0", 1);			/* no unused bits */
	der_head(&t, DER_BITS, end);
	part_scheme(&t, s);
	if (t.full || (size_t)(t.p - t.start) < 8)
		return NULL;
	memmove(t.p - body_len, front, body_len);
	t.start = front;
	t.p -= body_len;
	der_head(&t, DER_SEQUENCE, end);
	if (t.full)
		return NULL;
	*len = (size_t)(end - t.p);
	return t.p;
}
