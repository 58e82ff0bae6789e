/* SPDX-License-Identifier: MIT */
/* Requests: see csr.h. */
#include "tls/csr.h"

#include <string.h>

#include <mbedtls/pem.h>

#include "base/apart.h"
#include "tls/crt_make.h"
#include "tls/crt_part.h"
#include "tls/der.h"
#include "tls/objects.h"

/* extensionRequest (RFC 2985, 5.4.2). */
static const uint8_t oid_extension_request[] = {
	0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14
};

static const char *
first_host(const struct names *names)
{
	unsigned i;

	for (i = 0; i < names->n; i++)
		if (names->item[i].ip_len == 0 &&
		    strlen(names->item[i].text) <= CRT_CN_MAX)
			return names->item[i].text;
	return NULL;
}

/* CertificationRequestInfo (RFC 2986, 4.1), from its end to its start. */
static int
put_body(struct der *d, const struct csr_spec *spec)
{
	const char *host = first_host(spec->names);
	const uint8_t *end = d->p, *mark;
	int n;

	if (spec->names_only)
		part_names(d, spec->names, host == NULL);
	else
		part_leaf(d, spec->key, spec->names, host == NULL);
	der_head(d, DER_SEQUENCE, end);
	der_head(d, DER_SET, end);
	der_bytes(d, DER_OID, oid_extension_request,
	    sizeof oid_extension_request);
	der_head(d, DER_SEQUENCE, end);
	der_head(d, DER_CONTEXT_OF | 0, end);
	n = mbedtls_pk_write_pubkey_der(&spec->key->pk, d->start,
	    (size_t)(d->p - d->start));
	if (n < 0)
		return -1;
	d->p -= n;
	mark = d->p;
	part_attribute(d, part_common_name, host);
	part_attribute(d, part_organization, spec->organization);
	der_head(d, DER_SEQUENCE, mark);
	der_uint(d, (const uint8_t *)"\0", 1);	/* version 1 */
	der_head(d, DER_SEQUENCE, end);
	return d->full ? -1 : 0;
}

int
csr_make(const struct csr_spec *spec, char *pem, size_t cap, struct err *e)
{
	static APART uint8_t buf[CRT_DER_MAX];
	const uint8_t *der = NULL;
	struct der d;
	size_t len;

	der_init(&d, buf, sizeof buf);
	if (put_body(&d, spec) == 0)
		der = part_sign(&d, buf + sizeof buf, spec->key,
		    part_scheme_of(spec->key), &len);
	if (der == NULL || mbedtls_pem_write_buffer(
	    "-----BEGIN CERTIFICATE REQUEST-----\n",
	    "-----END CERTIFICATE REQUEST-----\n", der, len,
	    (unsigned char *)pem, cap, &len) != 0)
		return err_why(e, "make a request", NULL,
		    "too many names or no memory");
	return 0;
}
