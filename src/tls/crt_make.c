/* SPDX-License-Identifier: MIT */
/*
 * Certificates made: see crt_make.h.
 *
 * The fields are written here and not by mbedTLS's x509write: that one takes
 * subject names as text to be parsed, which was the way in of three of its
 * CVEs, has no name constraints, key identifiers only with SHA-1, and knows
 * no certificate without a subject.
 */
#include "tls/crt_make.h"

#include <string.h>

#include <mbedtls/md.h>

#include "base/date.h"
#include "base/rng.h"
#include "tls/constraints.h"
#include "tls/der.h"
#include "tls/objects.h"
#include "tls/sign.h"

enum { SERIAL_LEN = 16, OID_MAX = 10 };

/* Object identifiers, first byte their length. */
static const uint8_t oid_subject_key_id[] = { 3, 0x55, 0x1d, 14 };
static const uint8_t oid_key_usage[] = { 3, 0x55, 0x1d, 15 };
static const uint8_t oid_alt_name[] = { 3, 0x55, 0x1d, 17 };
static const uint8_t oid_basic[] = { 3, 0x55, 0x1d, 19 };
static const uint8_t oid_constraints[] = { 3, 0x55, 0x1d, 30 };
static const uint8_t oid_authority_key_id[] = { 3, 0x55, 0x1d, 35 };
static const uint8_t oid_extended_usage[] = { 3, 0x55, 0x1d, 37 };
static const uint8_t oid_server_auth[] = {
	8, 0x2b, 6, 1, 5, 5, 7, 3, 1
};
static const uint8_t oid_common_name[] = { 3, 0x55, 4, 3 };
static const uint8_t oid_organization[] = { 3, 0x55, 4, 10 };
static const uint8_t oid_unit[] = { 3, 0x55, 4, 11 };

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

static const struct scheme *
scheme_of(const struct key *k)
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

static void
put_scheme(struct der *d, const struct scheme *s)
{
	const uint8_t *end = d->p;

	if (s->null_parameter)
		der_raw(d, "\x05", 2);
	put_oid(d, s->oid);
	der_head(d, DER_SEQUENCE, end);
}

/* The head of an extension whose value lies between d->p and END. */
static void
put_extension(struct der *d, const uint8_t *oid, bool critical,
    const uint8_t *end)
{
	der_head(d, DER_OCTETS, end);
	if (critical)
		der_bytes(d, DER_BOOLEAN, "\xff", 1);
	put_oid(d, oid);
	der_head(d, DER_SEQUENCE, end);
}

static void
put_attribute(struct der *d, const uint8_t *oid, const char *text)
{
	const uint8_t *end = d->p;

	if (text == NULL || text[0] == '\0' || strlen(text) > CRT_CN_MAX)
		return;
	der_bytes(d, DER_UTF8, text, strlen(text));
	put_oid(d, oid);
	der_head(d, DER_SEQUENCE, end);
	der_head(d, DER_SET, end);
}

/* The subject; whether it is empty. */
static bool
put_subject(struct der *d, const struct crt_spec *spec)
{
	const uint8_t *end = d->p;

	if (spec->like != NULL) {
		der_raw(d, spec->like->x.subject_raw.p,
		    spec->like->x.subject_raw.len);
		return false;
	}
	put_attribute(d, oid_common_name, spec->common_name);
	put_attribute(d, oid_unit, spec->unit);
	put_attribute(d, oid_organization, spec->organization);
	der_head(d, DER_SEQUENCE, end);
	return end - d->p == 2;
}

/* RFC 5280, 4.1.2.5: UTCTime until 2049, then GeneralizedTime. */
static void
put_time(struct der *d, int64_t epoch)
{
	char text[24];
	struct date t;
	struct sbuf s;
	size_t skip;

	date_from_epoch(&t, epoch);
	sbuf_init(&s, text, sizeof text);
	sbuf_dec0(&s, (uint64_t)t.year, 4);
	sbuf_dec0(&s, (uint64_t)t.month, 2);
	sbuf_dec0(&s, (uint64_t)t.day, 2);
	sbuf_dec0(&s, (uint64_t)t.hour, 2);
	sbuf_dec0(&s, (uint64_t)t.minute, 2);
	sbuf_dec0(&s, (uint64_t)t.second, 2);
	sbuf_char(&s, 'Z');
	skip = t.year < 2050 ? 2 : 0;
	der_bytes(d, skip > 0 ? DER_UTC_TIME : DER_TIME, text + skip,
	    s.len - skip);
}

static void
put_alt_names(struct der *d, const struct names *names, bool critical)
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
	put_extension(d, oid_alt_name, critical, end);
}

/* What both kinds have; key identifiers, the issuer's and our own. */
static int
put_key_ids(struct der *d, const struct crt_spec *spec)
{
	const mbedtls_x509_buf *given = spec->issuer == NULL ? NULL :
	    &spec->issuer->x.subject_key_id;
	uint8_t id[KEY_ID_LEN];
	const uint8_t *end = d->p;

	if (given != NULL && given->len > 0) {
		der_bytes(d, DER_CONTEXT | 0, given->p, given->len);
	} else {
		if (key_id(spec->signer, id) < 0)
			return -1;
		der_bytes(d, DER_CONTEXT | 0, id, sizeof id);
	}
	der_head(d, DER_SEQUENCE, end);
	put_extension(d, oid_authority_key_id, false, end);
	if (key_id(spec->key, id) < 0)
		return -1;
	end = d->p;
	der_bytes(d, DER_OCTETS, id, sizeof id);
	put_extension(d, oid_subject_key_id, false, end);
	return 0;
}

static void
put_ca_extensions(struct der *d, const struct crt_spec *spec)
{
	const uint8_t *end = d->p;

	constraints_write(d, spec->names);
	put_extension(d, oid_constraints, true, end);
	end = d->p;
	der_bytes(d, DER_BITS, "\x01\x06", 2);	/* keyCertSign, cRLSign */
	put_extension(d, oid_key_usage, true, end);
	end = d->p;
	der_uint(d, (const uint8_t *)"\0", 1);	/* pathLenConstraint */
	der_bytes(d, DER_BOOLEAN, "\xff", 1);
	der_head(d, DER_SEQUENCE, end);
	put_extension(d, oid_basic, true, end);
}

static void
put_leaf_extensions(struct der *d, const struct crt_spec *spec,
    bool no_subject)
{
	/*
	 * digitalSignature; with RSA keyEncipherment too, which NSS wants to
	 * see even where no static RSA is offered.
	 */
	const char *usage = mbedtls_pk_can_do(&spec->key->pk,
	    MBEDTLS_PK_RSA) ? "\x05\xa0" : "\x07\x80";
	const uint8_t *end;

	put_alt_names(d, spec->names, no_subject);
	end = d->p;
	put_oid(d, oid_server_auth);
	der_head(d, DER_SEQUENCE, end);
	put_extension(d, oid_extended_usage, false, end);
	end = d->p;
	der_bytes(d, DER_BITS, usage, 2);
	put_extension(d, oid_key_usage, true, end);
	end = d->p;
	der_head(d, DER_SEQUENCE, end);		/* cA is FALSE by default */
	put_extension(d, oid_basic, true, end);
}

/* No two certificates of one issuer have the same: 127 random bits. */
static int
put_serial(struct der *d)
{
	uint8_t serial[SERIAL_LEN];
	unsigned i, any = 0;

	if (rng_fill(serial, sizeof serial) < 0)
		return -1;
	serial[0] &= 0x7f;
	for (i = 0; i < sizeof serial; i++)
		any |= serial[i];
	if (any == 0)
		return -1;
	der_uint(d, serial, sizeof serial);
	return 0;
}

/* TBSCertificate (RFC 5280, 4.1), from its end to its start. */
static int
put_body(struct der *d, const struct crt_spec *spec, const struct scheme *s)
{
	const uint8_t *end = d->p;
	const uint8_t *mark;
	uint8_t subject[4 * CRT_CN_MAX];
	struct der sd;
	bool no_subject;
	int n;

	der_init(&sd, subject, sizeof subject);
	no_subject = put_subject(&sd, spec);
	if (sd.full)
		return -1;
	if (put_key_ids(d, spec) < 0)
		return -1;
	if (spec->ca)
		put_ca_extensions(d, spec);
	else
		put_leaf_extensions(d, spec, no_subject);
	der_head(d, DER_SEQUENCE, end);
	der_head(d, DER_CONTEXT_OF | 3, end);

	n = mbedtls_pk_write_pubkey_der(&spec->key->pk, d->start,
	    (size_t)(d->p - d->start));
	if (n < 0)
		return -1;
	d->p -= n;
	der_raw(d, sd.p, (size_t)(subject + sizeof subject - sd.p));
	mark = d->p;
	put_time(d, spec->not_after);
	put_time(d, spec->not_before);
	der_head(d, DER_SEQUENCE, mark);
	if (spec->issuer != NULL)
		der_raw(d, spec->issuer->x.subject_raw.p,
		    spec->issuer->x.subject_raw.len);
	else
		der_raw(d, sd.p, (size_t)(subject + sizeof subject - sd.p));
	put_scheme(d, s);
	if (put_serial(d) < 0)
		return -1;
	der_raw(d, "\xa0\x03\x02\x01\x02", 5);	/* version 3 */
	der_head(d, DER_SEQUENCE, end);
	return d->full ? -1 : 0;
}

static int
sign(const struct key *k, const struct scheme *s, const uint8_t *body,
    size_t len, uint8_t *sig, size_t cap, size_t *sig_len)
{
	uint8_t hash[MBEDTLS_MD_MAX_SIZE];

	if (mbedtls_md(mbedtls_md_info_from_type(s->md), body, len, hash) != 0)
		return -1;
	return sign_hash(k, s->md, hash, sig, cap, sig_len);
}

const uint8_t *
crt_make(const struct crt_spec *spec, uint8_t *buf, size_t *len,
    struct err *e)
{
	const struct scheme *s = scheme_of(spec->signer);
	uint8_t sig[MBEDTLS_PK_SIGNATURE_MAX_SIZE];
	uint8_t *end = buf + CRT_DER_MAX;
	size_t sig_len, body_len;
	struct der d;

	/* The body first, at the front of its room: it is what is signed. */
	der_init(&d, buf, CRT_DER_MAX);
	if (put_body(&d, spec, s) < 0 || sign(spec->signer, s, d.p,
	    (size_t)(end - d.p), sig, sizeof sig, &sig_len) < 0)
		goto fail;
	body_len = (size_t)(end - d.p);
	memmove(buf, d.p, body_len);

	der_init(&d, buf + body_len, CRT_DER_MAX - body_len);
	der_raw(&d, sig, sig_len);
	der_raw(&d, "\0", 1);			/* no unused bits */
	der_head(&d, DER_BITS, end);
	put_scheme(&d, s);
	if (d.full || (size_t)(d.p - d.start) < 8)
		goto fail;
	memmove(d.p - body_len, buf, body_len);
	d.start = buf;
	d.p -= body_len;
	der_head(&d, DER_SEQUENCE, end);
	if (d.full)
		goto fail;
	*len = (size_t)(end - d.p);
	return d.p;
fail:
	err_why(e, "make a certificate", NULL,
	    "too many names, no random numbers or no memory");
	return NULL;
}
