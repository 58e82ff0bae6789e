/* SPDX-License-Identifier: MIT */
/* Keys and certificates in one file: see pkcs12.h. */
#include "tls/pkcs12.h"

#include <string.h>

#include <mbedtls/asn1.h>

#include "tls/pbes2.h"

enum {
	SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
	FIRST = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_CONTEXT_SPECIFIC,
	SEALED = MBEDTLS_ASN1_CONTEXT_SPECIFIC,
	HEADER = 4		/* of a sequence of up to 65535 bytes */
};

/* What is left of something. */
struct in {
	unsigned char *p;
	const unsigned char *end;
};

/* Who takes what is found. */
struct taker {
	const char *pass;
	int (*take)(void *arg, uint8_t *item, size_t len);
	void *arg;
	int found;
};

/* Takes what has TAG out of FROM, without its header. */
static int
enter(struct in *from, int tag, struct in *into)
{
	size_t len;

	if (mbedtls_asn1_get_tag(&from->p, from->end, &len, tag) != 0)
		return -1;
	into->p = from->p;
	into->end = from->p += len;
	return 0;
}

/* 1.2.840.113549.1 and the LEN bytes of REST. */
static int
is(const struct in *oid, const char *rest, size_t len)
{
	static const uint8_t rsadsi[] = {
		0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1
	};

	return (size_t)(oid->end - oid->p) == sizeof rsadsi + len &&
	    memcmp(oid->p, rsadsi, sizeof rsadsi) == 0 &&
	    memcmp(oid->p + sizeof rsadsi, rest, len) == 0;
}

/* CertBag (RFC 7292, 4.2.3): one kind is in use. */
static int
open_cert(struct in *bag, struct in *crt)
{
	struct in both, oid, value;

	if (enter(bag, SEQUENCE, &both) < 0 ||
	    enter(&both, MBEDTLS_ASN1_OID, &oid) < 0 ||
	    !is(&oid, "\x09\x16\x01", 3))
		return -1;
	return enter(&both, FIRST, &value) < 0 ||
	    enter(&value, MBEDTLS_ASN1_OCTET_STRING, crt) < 0 ? -1 : 0;
}

/* SafeContents (4.2): bags, of which some are of no interest. */
static int
open_bags(struct taker *t, struct in *from)
{
	static const char kind[] = "\x0c\x0a\x01";
	struct in bags, bag, oid, value;
	int rc = 0, type;

	if (enter(from, SEQUENCE, &bags) < 0)
		return PKCS12_DAMAGED;
	while (rc == 0 && bags.p < bags.end) {
		if (enter(&bags, SEQUENCE, &bag) < 0 ||
		    enter(&bag, MBEDTLS_ASN1_OID, &oid) < 0 ||
		    enter(&bag, FIRST, &value) < 0 || oid.p == oid.end)
			return PKCS12_DAMAGED;
		type = *--oid.end;
		if (!is(&oid, kind, sizeof kind - 1) || type > 3)
			continue;
		if (type == 3 && open_cert(&value, &value) < 0)
			return PKCS12_DAMAGED;
		t->found = 1;
		rc = t->take(t->arg, value.p, (size_t)(value.end - value.p));
	}
	return rc;
}

/*
 * EncryptedData (RFC 5652, 8).  Algorithm and bytes are side by side as in an
 * encrypted key, which pbes2_open() knows, but for the tag of the bytes and for
 * the header, in whose place is the type of the contents.
 */
static int
open_sealed(struct taker *t, struct in *from)
{
	struct in data, info, skipped, rest, plain;
	size_t len;

	if (enter(from, SEQUENCE, &data) < 0 ||
	    enter(&data, MBEDTLS_ASN1_INTEGER, &skipped) < 0 ||
	    enter(&data, SEQUENCE, &info) < 0 ||
	    enter(&info, MBEDTLS_ASN1_OID, &skipped) < 0 ||
	    !is(&skipped, "\x07\x01", 2))
		return PKCS12_DAMAGED;
	rest = info;
	if (enter(&rest, SEQUENCE, &skipped) < 0 || rest.p == rest.end ||
	    *rest.p != SEALED)
		return PKCS12_DAMAGED;
	*rest.p = MBEDTLS_ASN1_OCTET_STRING;
	len = (size_t)(info.end - info.p);
	if (len > 0xffff)
		return PKCS12_DAMAGED;
	plain.p = info.p - HEADER;
	plain.p[0] = SEQUENCE;
	plain.p[1] = 0x82;
	plain.p[2] = (unsigned char)(len >> 8);
	plain.p[3] = (unsigned char)len;
	len += HEADER;
	switch (pbes2_open(plain.p, &len, t->pass)) {
	case PBES2_GOOD:
		break;
	case PBES2_DAMAGED:
		return PKCS12_DAMAGED;
	case PBES2_UNKNOWN:
		return PKCS12_UNKNOWN;
	case PBES2_WRONG:
		return PKCS12_WRONG;
	}
	plain.end = plain.p + len;
	/* One wrong passphrase in 256 has good padding. */
	return len == 0 || plain.p[0] != SEQUENCE ? PKCS12_WRONG :
	    open_bags(t, &plain);
}

/* The contents of one ContentInfo (RFC 5652, 3). */
static int
open_part(struct taker *t, struct in *from)
{
	struct in part, oid, value, bags;

	if (enter(from, SEQUENCE, &part) < 0 ||
	    enter(&part, MBEDTLS_ASN1_OID, &oid) < 0 ||
	    enter(&part, FIRST, &value) < 0)
		return PKCS12_DAMAGED;
	if (is(&oid, "\x07\x06", 2))
		return open_sealed(t, &value);
	if (!is(&oid, "\x07\x01", 2))
		return PKCS12_UNKNOWN;
	return enter(&value, MBEDTLS_ASN1_OCTET_STRING, &bags) < 0 ?
	    PKCS12_DAMAGED : open_bags(t, &bags);
}

int
pkcs12_each(uint8_t *der, size_t len, const char *pass,
    int (*take)(void *arg, uint8_t *item, size_t len), void *arg)
{
	struct taker t = { pass, take, arg, 0 };
	struct in all = { der, der + len }, pfx, part, oid, value, safe, parts;
	int rc = 0;

	if (enter(&all, SEQUENCE, &pfx) < 0 ||
	    enter(&pfx, MBEDTLS_ASN1_INTEGER, &value) < 0 ||
	    enter(&pfx, SEQUENCE, &part) < 0 ||
	    enter(&part, MBEDTLS_ASN1_OID, &oid) < 0 ||
	    !is(&oid, "\x07\x01", 2) || enter(&part, FIRST, &value) < 0 ||
	    enter(&value, MBEDTLS_ASN1_OCTET_STRING, &safe) < 0 ||
	    enter(&safe, SEQUENCE, &parts) < 0)
		return PKCS12_DAMAGED;
	while (rc == 0 && parts.p < parts.end)
		rc = open_part(&t, &parts);
	return rc == 0 && !t.found ? PKCS12_DAMAGED : rc;
}
