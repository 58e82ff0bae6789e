/* SPDX-License-Identifier: MIT */
/* CAs whose keys mbedTLS cannot use: see foreign.h. */

/* What a certificate consists of can be set by no function of mbedTLS 3.6. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/foreign.h"

#include <string.h>

#include <mbedtls/asn1.h>
#include <mbedtls/ecp.h>

#include "tls/arena.h"
#include "tls/der.h"
#include "tls/objects.h"

enum {
	SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
	VERSION = 0xa0,
	KEY_LONGEST = 550,	/* bytes of one of ours, RSA of 4096 bits */
	ROOM = 64		/* so much longer is what stands in */
};

/* ecdsa-with-SHA256, and an RSA key of 128 bits: known to mbedTLS. */
static const unsigned char known_scheme[] = {
	0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2
};
static const unsigned char known_key[] = {
	0x30, 42, 0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1,
	5, 0, 3, 25, 0, 0x30, 22, 2, 17, 0,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 1, 3
};
/* id-Ed25519 or id-Ed448 (RFC 8410, 3), but for the last byte. */
static const unsigned char edwards[] = { 0x30, 5, 6, 3, 0x2b, 0x65 };

/* Where the parts of a certificate begin, each up to the next one. */
enum part {
	HEAD, VERSION_SERIAL, SCHEME, NAMES, KEY, EXTENSIONS, OUTER_SCHEME,
	SIGNATURE, END,
	PARTS
};

/* Moves P behind the value there, into it with INTO; its end, NULL: none. */
static unsigned char *
pass(unsigned char **p, const unsigned char *end, bool into)
{
	unsigned char *next;
	size_t n;

	if (*p == end || (into && **p != SEQUENCE) ||
	    mbedtls_asn1_get_tag(p, end, &n, **p) != 0)
		return NULL;
	next = *p + n;
	if (!into)
		*p = next;
	return next;
}

static int
take_apart(unsigned char *at[PARTS], const unsigned char *der, size_t len)
{
	/* How many values are in a part. */
	static const unsigned char values[] = { 0, 1, 1, 3, 1 };
	unsigned char *p = (unsigned char *)der;
	unsigned i, n;

	at[END] = pass(&p, der + len, true);
	if (at[END] == NULL)
		return -1;
	at[HEAD] = p;
	at[OUTER_SCHEME] = pass(&p, at[END], true);
	if (at[OUTER_SCHEME] == NULL)
		return -1;
	for (i = VERSION_SERIAL; i < EXTENSIONS; i++) {
		at[i] = p;
		n = values[i];
		if (p < at[OUTER_SCHEME] && *p == VERSION)
			n++;
		for (; n > 0; n--)
			if (pass(&p, at[OUTER_SCHEME], false) == NULL)
				return -1;
	}
	at[EXTENSIONS] = p;
	p = at[OUTER_SCHEME];
	at[SIGNATURE] = pass(&p, at[END], false);
	return at[SIGNATURE] == NULL ? -1 : 0;
}

static size_t
length(unsigned char *const at[PARTS], enum part i)
{
	return (size_t)(at[i + 1] - at[i]);
}

/* Ed25519 or Ed448 signed it, as both places say. */
static bool
is_edwards(unsigned char *const at[PARTS])
{
	const unsigned char *scheme = at[SCHEME];
	size_t n = sizeof edwards + 1;

	return length(at, SCHEME) == n && length(at, OUTER_SCHEME) == n &&
	    memcmp(scheme, at[OUTER_SCHEME], n) == 0 &&
	    memcmp(scheme, edwards, sizeof edwards) == 0 &&
	    (scheme[n - 1] == 0x70 || scheme[n - 1] == 0x71);
}

/* Whether mbedTLS said RC of a key that is in shape, but of no kind it has. */
static bool
is_unknown(int rc, unsigned char *const at[PARTS])
{
	unsigned char *p = at[KEY];

	switch (-(-rc & ~0x7f)) {
	case MBEDTLS_ERR_PK_UNKNOWN_PK_ALG:
	case MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE:
	case MBEDTLS_ERR_ECP_FEATURE_UNAVAILABLE:
		break;
	case MBEDTLS_ERR_PK_INVALID_PUBKEY:
		if (length(at, KEY) > KEY_LONGEST)
			break;
		return false;
	default:
		return false;
	}
	return pass(&p, at[EXTENSIONS], true) != NULL &&
	    pass(&p, at[EXTENSIONS], false) != NULL &&
	    p < at[EXTENSIONS] && *p == MBEDTLS_ASN1_BIT_STRING &&
	    pass(&p, at[EXTENSIONS], false) == at[EXTENSIONS];
}

/* It with what stands in, at the end of the CAP bytes at ROOM; NULL: long. */
static uint8_t *
put_together(unsigned char *const at[PARTS], bool scheme, bool key,
    uint8_t *room, size_t cap)
{
	const uint8_t *end = room + cap, *body = NULL;
	struct der d;
	unsigned i;

	der_init(&d, room, cap);
	for (i = END; --i > HEAD;) {
		if (i == EXTENSIONS)
			body = d.p;
		if (key && i == KEY)
			der_raw(&d, known_key, sizeof known_key);
		else if (scheme && (i == SCHEME || i == OUTER_SCHEME))
			der_raw(&d, known_scheme, sizeof known_scheme);
		else
			der_raw(&d, at[i], length(at, i));
	}
	der_head(&d, DER_SEQUENCE, body);
	der_head(&d, DER_SEQUENCE, end);
	return d.full ? NULL : d.p;
}

/* Like foreign_parse() for one that the engine refused with RC. */
static int
parse(mbedtls_x509_crt *chain, const unsigned char *der, size_t len, int rc,
    mbedtls_x509_crt_ext_cb_t take, void *arg)
{
	mbedtls_x509_crt *last = chain, *before = NULL;
	bool scheme, key = false, tried = false;
	const size_t cap = len + ROOM;
	uint8_t *all, *p;
	unsigned char *at[PARTS];

	if (take_apart(at, der, len) < 0)
		return rc;
	scheme = is_edwards(at);
	all = arena_calloc(1, len + cap);
	if (all == NULL)
		return MBEDTLS_ERR_X509_ALLOC_FAILED;
	memcpy(all, der, len);
	while (rc != 0) {
		if (!key && is_unknown(rc, at))
			key = true;
		else if (!scheme || tried)
			break;
		tried = true;
		p = put_together(at, scheme, key, all + len, cap);
		if (p == NULL)
			break;
		rc = mbedtls_x509_crt_parse_der_with_ext_cb(chain, p,
		    (size_t)(all + len + cap - p), 0, take, arg);
	}
	if (rc != 0) {
		arena_free(all);
		return rc;
	}
	for (; last->next != NULL; last = last->next)
		before = last;
	last->raw.p = all;
	last->raw.len = len;
	last->own_buffer = 1;
	last->tbs.p = all + (at[HEAD] - der);
	last->tbs.len = (size_t)(at[OUTER_SCHEME] - at[HEAD]);
	/* What stood in is taken back. */
	if (scheme)
		last->sig_md = MBEDTLS_MD_NONE;
	if (!key)
		return 0;
	mbedtls_pk_free(&last->pk);
	last->pk_raw.p = all + (at[KEY] - der);
	last->pk_raw.len = length(at, KEY);
	if (last->ca_istrue == 1)
		return 0;
	/* Who has such a key himself is none of ours. */
	mbedtls_x509_crt_free(last);
	if (before != NULL) {
		before->next = NULL;
		arena_free(last);
	}
	return MBEDTLS_ERR_PK_UNKNOWN_PK_ALG;
}

int
foreign_parse(mbedtls_x509_crt *chain, const unsigned char *der, size_t len,
    int copy, mbedtls_x509_crt_ext_cb_t take, void *arg)
{
	int rc = mbedtls_x509_crt_parse_der_with_ext_cb(chain, der, len, copy,
	    take, arg);

	return rc == 0 ? 0 : parse(chain, der, len, rc, take, arg);
}

bool
foreign_self_issued(const unsigned char *der, size_t len)
{
	unsigned char *at[PARTS], *end, *subject;

	if (take_apart(at, der, len) < 0)
		return false;
	subject = at[NAMES];
	end = pass(&subject, at[KEY], false);
	(void)pass(&subject, at[KEY], false);	/* validity */
	return end - at[NAMES] == at[KEY] - subject &&
	    memcmp(at[NAMES], subject, (size_t)(at[KEY] - subject)) == 0;
}

bool
foreign_key(const mbedtls_x509_crt *x)
{
	return mbedtls_pk_get_type(&x->pk) == MBEDTLS_PK_NONE;
}

bool
foreign_may_sign(const mbedtls_x509_crt *c, const mbedtls_x509_crt *issuer)
{
	const mbedtls_x509_buf *said = &c->authority_key_id.keyIdentifier;
	const mbedtls_x509_buf *has = &issuer->subject_key_id;

	return foreign_key(issuer) && (said->len == 0 || has->len == 0 ||
	    crt_same(said, has));
}
