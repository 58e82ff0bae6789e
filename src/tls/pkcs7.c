/* SPDX-License-Identifier: MIT */
/* The certificates in a PKCS#7 bundle: see pkcs7.h. */
#include "tls/pkcs7.h"

#include <string.h>

#include <mbedtls/asn1.h>

enum {
	SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
	SET = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SET,
	FIRST = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_CONTEXT_SPECIFIC,
	BAD = -2
};

/* Goes into what has TAG at *P, and narrows *END to it. */
static int
into(unsigned char **p, const unsigned char **end, int tag)
{
	size_t len;

	if (mbedtls_asn1_get_tag(p, *end, &len, tag) != 0)
		return -1;
	*end = *p + len;
	return 0;
}

static int
past(unsigned char **p, const unsigned char *end, int tag)
{
	size_t len;

	if (mbedtls_asn1_get_tag(p, end, &len, tag) != 0)
		return -1;
	*p += len;
	return 0;
}

int
pkcs7_each(uint8_t *der, size_t len,
    int (*take)(void *arg, uint8_t *crt, size_t len), void *arg)
{
	/* 1.2.840.113549.1.7.2, signedData */
	static const uint8_t oid[] = {
		0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2
	};
	unsigned char *p = der, *at;
	const unsigned char *end = der + len;
	size_t n;
	int rc, found = 0;

	if (into(&p, &end, SEQUENCE) < 0 ||
	    mbedtls_asn1_get_tag(&p, end, &n, MBEDTLS_ASN1_OID) != 0 ||
	    n != sizeof oid || memcmp(p, oid, n) != 0)
		return BAD;
	p += n;
	if (into(&p, &end, FIRST) < 0 || into(&p, &end, SEQUENCE) < 0 ||
	    past(&p, end, MBEDTLS_ASN1_INTEGER) < 0 || past(&p, end, SET) < 0 ||
	    past(&p, end, SEQUENCE) < 0 || into(&p, &end, FIRST) < 0)
		return BAD;
	while (p < end) {
		at = p++;
		if (mbedtls_asn1_get_len(&p, end, &n) != 0)
			return BAD;
		p += n;
		/* Other kinds, such as attribute certificates, are left out. */
		if (*at != SEQUENCE)
			continue;
		found = 1;
		rc = take(arg, at, (size_t)(p - at));
		if (rc != 0)
			return rc;
	}
	return found ? 0 : BAD;
}
