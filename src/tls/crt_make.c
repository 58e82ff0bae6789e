/* SPDX-License-Identifier: MIT */
/*
 * Making certificates: see crt_make.h.
 *
 * The fields are written here rather than by mbedTLS's x509write, which parses
 * subject names from text (the cause of three CVEs), has no name constraints,
 * makes key identifiers only with SHA-1, and cannot leave the subject empty.
 */
#include "tls/crt_make.h"

#include <string.h>

#include "base/date.h"
#include "base/rng.h"
#include "tls/constraints.h"
#include "tls/crt_part.h"
#include "tls/der.h"
#include "tls/objects.h"

enum { SERIAL_LEN = 16 };

/* Object identifiers, first byte their length. */
static const uint8_t oid_subject_key_id[] = { 3, 0x55, 0x1d, 14 };
static const uint8_t oid_constraints[] = { 3, 0x55, 0x1d, 30 };
static const uint8_t oid_authority_key_id[] = { 3, 0x55, 0x1d, 35 };

/* Writes the subject; returns whether it is empty. */
static bool
put_subject(struct der *d, const struct crt_spec *spec)
{
	const uint8_t *end = d->p;

	if (spec->like != NULL) {
		der_raw(d, spec->like->x.subject_raw.p,
		    spec->like->x.subject_raw.len);
		return false;
	}
	part_attribute(d, part_common_name, spec->common_name);
	part_attribute(d, part_unit, spec->unit);
	part_attribute(d, part_organization, spec->organization);
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

/* Extensions of both kinds: key identifiers, the issuer's and our own. */
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
	part_extension(d, oid_authority_key_id, false, end);
	if (key_id(spec->key, id) < 0)
		return -1;
	end = d->p;
	der_bytes(d, DER_OCTETS, id, sizeof id);
	part_extension(d, oid_subject_key_id, false, end);
	return 0;
}

static void
put_ca_extensions(struct der *d, const struct crt_spec *spec)
{
	const uint8_t *end = d->p;

	constraints_write(d, spec->names);
	part_extension(d, oid_constraints, true, end);
	end = d->p;
	der_bytes(d, DER_BITS, "\x01\x06", 2);	/* keyCertSign, cRLSign */
	part_extension(d, part_key_usage, true, end);
	end = d->p;
	der_uint(d, (const uint8_t *)"\0", 1);	/* pathLenConstraint */
	der_bytes(d, DER_BOOLEAN, "\xff", 1);
	der_head(d, DER_SEQUENCE, end);
	part_extension(d, part_basic, true, end);
}

/* 127 random bits: no two certificates of an issuer have the same. */
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
	if (spec->more != NULL)
		spec->more(d, spec->more_arg);
	if (put_key_ids(d, spec) < 0)
		return -1;
	if (spec->ca)
		put_ca_extensions(d, spec);
	else
		part_leaf(d, spec->key, spec->names, no_subject);
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
	part_scheme(d, s);
	if (put_serial(d) < 0)
		return -1;
	der_raw(d, "\xa0\x03\x02\x01\x02", 5);	/* version 3 */
	der_head(d, DER_SEQUENCE, end);
	return d->full ? -1 : 0;
}

const uint8_t *
crt_make(const struct crt_spec *spec, uint8_t *buf, size_t *len,
    struct err *e)
{
	const struct scheme *s = part_scheme_of(spec->signer);
	const uint8_t *der = NULL;
	struct der d;

	/* The body first: it is signed. */
	der_init(&d, buf, CRT_DER_MAX);
	if (put_body(&d, spec, s) == 0)
		der = part_sign(&d, buf + CRT_DER_MAX, spec->signer, s, len);
	if (der == NULL)
		err_why(e, "make a certificate", NULL,
		    "too many names, no random numbers or no memory");
	return der;
}
