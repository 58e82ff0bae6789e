/* SPDX-License-Identifier: MIT */
/* Certificates read: see crt.h. */
#include "tls/crt.h"

#include <string.h>

#include <mbedtls/oid.h>
#include <mbedtls/pem.h>
#include <mbedtls/sha256.h>

#include "base/date.h"
#include "tls/arena.h"
#include "tls/constraints.h"
#include "tls/dn.h"
#include "tls/foreign.h"
#include "tls/objects.h"
#include "tls/rng.h"

enum { IS_OURS_DIGITS = 8 };

/*
 * Called for each extension that mbedTLS does not know.  Without this it would
 * refuse every certificate with critical name constraints.
 */
static int
take_extension(void *arg, const mbedtls_x509_crt *x,
    const mbedtls_x509_buf *oid, int critical, const unsigned char *p,
    const unsigned char *end)
{
	/* 2.5.29: certificatePolicies, policyMappings, their constraints. */
	enum { CONSTRAINTS = 30, POLICIES = 32, MAPPINGS, LIMITS = 36,
	    ANY = 54 };
	unsigned id = 0;
	struct crt *c = arg;

	(void)x;
	if (oid->len == 3 && oid->p[0] == 0x55 && oid->p[1] == 0x1d)
		id = oid->p[2];
	if (id == CONSTRAINTS) {
		c->constraints.p = (unsigned char *)p;
		c->constraints.len = (size_t)(end - p);
	} else if (critical && id != POLICIES && id != MAPPINGS &&
	    id != LIMITS && id != ANY) {
		c->unknown_critical = 1;
	}
	return 0;
}

/* The high part of mbedTLS's error tells what it was parsing. */
const char *
crt_reason(int rc)
{
	switch (-(-rc & ~0x7f)) {
	case MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG:
		return "signed with SHA-1, MD5 or another unsupported "
		    "algorithm; use ECDSA or RSA with SHA-256 or better";
	case MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE:
	case MBEDTLS_ERR_PK_UNKNOWN_PK_ALG:
	case MBEDTLS_ERR_PK_KEY_INVALID_FORMAT:
		return "its key type is not supported; use P-256, P-384 or RSA";
	case MBEDTLS_ERR_X509_ALLOC_FAILED:
		return "out of memory";
	default:
		return "damaged or of an unknown kind";
	}
}

struct crt *
crt_read(const uint8_t *der, size_t len, struct err *e)
{
	struct crt *c = arena_calloc(1, sizeof *c);
	int rc;

	if (c == NULL) {
		err_why(e, "certificate", NULL, "out of memory");
		return NULL;
	}
	mbedtls_x509_crt_init(&c->x);
	/* 1: it keeps a copy of the DER, which constraints.p points into. */
	rc = foreign_parse(&c->x, der, len, 1, take_extension, c);
	if (rc != 0) {
		err_why(e, "certificate", NULL, crt_reason(rc));
		crt_free(c);
		return NULL;
	}
	return c;
}

struct crt *
crt_next(const char **pem, struct err *e)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	static const char end[] = "-----END CERTIFICATE-----";
	const unsigned char *der;
	mbedtls_pem_context block;
	struct crt *c = NULL;
	size_t used = 0, len;

	*pem = strstr(*pem, begin);
	if (*pem == NULL) {
		*pem = "";
		return NULL;
	}
	mbedtls_pem_init(&block);
	if (mbedtls_pem_read_buffer(&block, begin, end,
	    (const unsigned char *)*pem, NULL, 0, &used) != 0) {
		err_why(e, "CERTIFICATE block", NULL, "damaged");
		*pem += sizeof begin - 1;
	} else {
		*pem += used;
		der = mbedtls_pem_get_buffer(&block, &len);
		c = crt_read(der, len, e);
	}
	mbedtls_pem_free(&block);
	return c;
}

struct crt *
crt_next_of(const char *bytes, size_t len, const char **at, struct err *e)
{
	/* No text begins with "0" and a byte that is not ASCII. */
	if (*at != bytes || len < 2 || bytes[0] != '0' ||
	    ((unsigned char)bytes[1] & 0x80) == 0)
		return crt_next(at, e);
	*at += len;
	return crt_read((const uint8_t *)bytes, len, e);
}

void
crt_free(struct crt *c)
{
	if (c == NULL)
		return;
	mbedtls_x509_crt_free(&c->x);
	arena_free(c);
}

int64_t
crt_epoch(const mbedtls_x509_time *t)
{
	const struct date d = {
		.year = t->year, .month = t->mon, .day = t->day,
		.hour = t->hour, .minute = t->min, .second = t->sec
	};

	return date_to_epoch(&d);
}

bool
crt_same(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b)
{
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

const uint8_t *
crt_der(const struct crt *c, size_t *len)
{
	*len = c->x.raw.len;
	return c->x.raw.p;
}

void
crt_facts(const struct crt *c, struct crt_facts *f)
{
	const mbedtls_x509_crt *x = &c->x;

	memset(f, 0, sizeof *f);
	f->not_before = crt_epoch(&x->valid_from);
	f->not_after = crt_epoch(&x->valid_to);
	f->key_bits = (unsigned)mbedtls_pk_get_bitlen(&x->pk);
	f->key_type = foreign_key(x) ? "other" :
	    mbedtls_pk_can_do(&x->pk, MBEDTLS_PK_RSA) ? "RSA" :
	    f->key_bits == 256 ? "P-256" : "P-384";
	f->serial = x->serial.p;
	f->serial_len = x->serial.len;
	(void)mbedtls_sha256(x->raw.p, x->raw.len, f->sha256, 0);
	(void)mbedtls_sha256(x->pk_raw.p, x->pk_raw.len, f->pin, 0);
	f->ca = mbedtls_x509_crt_get_ca_istrue(x) == 1;
	f->self_issued = crt_same(&x->issuer_raw, &x->subject_raw);
	f->constrained = c->constraints.p != NULL;
}

void
crt_subject(const struct crt *c, struct sbuf *s)
{
	dn_show(s, &c->x.subject);
}

void
crt_issuer(const struct crt *c, struct sbuf *s)
{
	dn_show(s, &c->x.issuer);
}

/* The text of a name may contain anything: show it escaped. */
static void
take_dns(struct name *out, const mbedtls_x509_buf *b)
{
	struct sbuf s;

	if (name_parse((const char *)b->p, b->len, out) == 0 &&
	    out->ip_len == 0)
		return;
	memset(out, 0, sizeof *out);
	sbuf_init(&s, out->text, sizeof out->text);
	sbuf_shown(&s, b->p, b->len);
}

enum crt_name
crt_name(const struct crt *c, unsigned i, struct name *out)
{
	const mbedtls_x509_sequence *s = &c->x.subject_alt_names;

	for (; s != NULL && i > 0; i--)
		s = s->next;
	if (s == NULL || s->buf.p == NULL)
		return CRT_NAME_END;
	switch (s->buf.tag & 0x1f) {
	case MBEDTLS_X509_SAN_DNS_NAME:
		take_dns(out, &s->buf);
		return CRT_NAME_HOST;
	case MBEDTLS_X509_SAN_IP_ADDRESS:
		if (s->buf.len != 4 && s->buf.len != 16)
			return CRT_NAME_OTHER;
		name_of_ip(out, s->buf.p, s->buf.len);
		return CRT_NAME_HOST;
	default:
		return CRT_NAME_OTHER;
	}
}

bool
crt_fits(const struct crt *c, const struct key *k)
{
	return key_same_public(&c->x.pk, &k->pk);
}

bool
crt_signed_by(const struct crt *c, const struct crt *ca)
{
	const uint32_t dates = MBEDTLS_X509_BADCERT_EXPIRED |
	    MBEDTLS_X509_BADCERT_FUTURE;
	uint32_t flags = UINT32_MAX;

	if (!crt_same(&c->x.issuer_raw, &ca->x.subject_raw))
		return false;
	/* It modifies neither; its parameters just lack const. */
	(void)mbedtls_x509_crt_verify((mbedtls_x509_crt *)&c->x,
	    (mbedtls_x509_crt *)&ca->x, NULL, NULL, &flags, NULL, NULL);
	return (flags & ~dates) == 0;
}

bool
crt_permits(const struct crt *ca, const struct name *n)
{
	return ca->constraints.p == NULL ||
	    constraints_permit(ca->constraints.p, ca->constraints.len, n);
}

void
crt_permitted(const struct crt *ca, struct names *set)
{
	if (ca->constraints.p != NULL)
		constraints_list(ca->constraints.p, ca->constraints.len, set);
}

/* The first attribute of NAME whose type is ID (X.520: 2.5.4.ID). */
static const mbedtls_x509_buf *
attribute(const mbedtls_x509_name *name, unsigned char id)
{
	for (; name != NULL; name = name->next)
		if (name->oid.len == 3 && name->oid.p[0] == 0x55 &&
		    name->oid.p[1] == 4 && name->oid.p[2] == id)
			return &name->val;
	return NULL;
}

bool
crt_is_ours(const struct crt *c)
{
	enum { COMMON_NAME = 3, UNIT = 11 };
	const mbedtls_x509_crt *x = &c->x;
	bool self = crt_same(&x->issuer_raw, &x->subject_raw);
	const mbedtls_x509_buf *text, *id;
	char digits[IS_OURS_DIGITS + 1];
	struct sbuf s;

	id = self ? &x->subject_key_id : &x->authority_key_id.keyIdentifier;
	text = attribute(&x->issuer, self &&
	    mbedtls_x509_crt_get_ca_istrue(x) != 1 ? UNIT : COMMON_NAME);
	if (text == NULL || text->len < IS_OURS_DIGITS ||
	    id->len != KEY_ID_LEN)
		return false;
	sbuf_init(&s, digits, sizeof digits);
	sbuf_hex(&s, id->p, IS_OURS_DIGITS / 2, '\0');
	return memcmp(text->p + text->len - IS_OURS_DIGITS, digits,
	    IS_OURS_DIGITS) == 0;
}

int
crt_pem(const uint8_t *der, size_t len, char *pem, size_t cap, struct err *e)
{
	size_t n;

	if (mbedtls_pem_write_buffer("-----BEGIN CERTIFICATE-----\n",
	    "-----END CERTIFICATE-----\n", der, len, (unsigned char *)pem,
	    cap, &n) != 0)
		return err_why(e, "write a certificate", NULL, "too large");
	return 0;
}
