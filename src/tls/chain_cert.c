/* SPDX-License-Identifier: MIT */
/* Certificates of a chain: see chain_cert.h. */
#include "tls/chain_cert.h"

#include <string.h>

#include <mbedtls/asn1.h>

#include "tls/foreign.h"

enum {
	SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
	STATUS_REQUEST = 5, STATUS_REQUEST_V2 = 17
};

/* id-pe-tlsfeature, 1.3.6.1.5.5.7.1.24 */
static const unsigned char tls_feature[] = {
	0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x18
};

static int
accept(void *unused, const mbedtls_x509_crt *crt, const mbedtls_x509_buf *oid,
    int critical, const unsigned char *value, const unsigned char *end)
{
	(void)unused;
	(void)crt;
	(void)oid;
	(void)critical;
	(void)value;
	(void)end;
	return 0;
}

int
chain_cert_add(mbedtls_x509_crt *chain, const unsigned char *der, size_t len,
    int copy)
{
	return foreign_parse(chain, der, len, copy, accept, NULL);
}

int
chain_cert_trust(mbedtls_x509_crt *chain, const unsigned char *der, size_t len)
{
	return mbedtls_x509_crt_parse_der_with_ext_cb(chain, der, len, 1,
	    accept, NULL);
}

/* Whether the value of tls_feature, from P to END, names OCSP stapling. */
static bool
names_stapling(unsigned char *p, const unsigned char *end)
{
	size_t len;
	int feature;

	if (mbedtls_asn1_get_tag(&p, end, &len, MBEDTLS_ASN1_OCTET_STRING)
	    != 0 || mbedtls_asn1_get_tag(&p, end, &len, SEQUENCE) != 0)
		return false;
	while (p < end && mbedtls_asn1_get_int(&p, end, &feature) == 0)
		if (feature == STATUS_REQUEST || feature == STATUS_REQUEST_V2)
			return true;
	return false;
}

bool
chain_cert_staples(const mbedtls_x509_crt *x)
{
	unsigned char *p = x->v3_ext.p, *next;
	const unsigned char *end;
	size_t len;
	int critical;

	if (p == NULL)
		return false;
	end = p + x->v3_ext.len;
	if (mbedtls_asn1_get_tag(&p, end, &len, SEQUENCE) != 0)
		return false;
	for (; p < end; p = next) {
		if (mbedtls_asn1_get_tag(&p, end, &len, SEQUENCE) != 0)
			return false;
		next = p + len;
		if (mbedtls_asn1_get_tag(&p, next, &len, MBEDTLS_ASN1_OID)
		    != 0)
			return false;
		if (len != sizeof tls_feature ||
		    memcmp(p, tls_feature, len) != 0)
			continue;
		p += len;
		(void)mbedtls_asn1_get_bool(&p, next, &critical);
		return names_stapling(p, next);
	}
	return false;
}
