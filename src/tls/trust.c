/* SPDX-License-Identifier: MIT */
/* Verifying client certificates: see trust.h and policy.h. */
#include "tls/trust.h"

#include <string.h>

#include <mbedtls/pem.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/sbuf.h"
#include "tls/chain_cert.h"
#include "tls/objects.h"
#include "tls/policy.h"

static const char begin[] = "-----BEGIN ";

void
trust_init(struct trust *t)
{
	mbedtls_x509_crt_init(&t->certs);
	mbedtls_x509_crl_init(&t->crls);
}

void
trust_free(struct trust *t)
{
	mbedtls_x509_crt_free(&t->certs);
	mbedtls_x509_crl_free(&t->crls);
}

static int
has(const struct trust *t, const unsigned char *der, size_t len)
{
	const mbedtls_x509_crt *c = &t->certs;

	for (; c != NULL && c->version != 0; c = c->next)
		if (c->raw.len == len && memcmp(c->raw.p, der, len) == 0)
			return 1;
	return 0;
}

int
trust_has(const struct trust *t, const mbedtls_x509_crt *crt)
{
	return has(t, crt->raw.p, crt->raw.len);
}

static unsigned
count(const struct trust *t)
{
	const mbedtls_x509_crt *c = &t->certs;
	unsigned n = 0;

	for (; c != NULL && c->version != 0; c = c->next)
		n++;
	return n;
}

static int
add_cert(struct trust *t, const unsigned char *der, size_t len)
{
	if (has(t, der, len))
		return 0;
	if (count(t) >= POLICY_CAS_MAX)
		return MBEDTLS_ERR_X509_ALLOC_FAILED;
	return chain_cert_trust(&t->certs, der, len);
}

/* Adds the block at the start of PEM; *LEN becomes its length. */
static int
add_block(struct trust *t, const char *pem, size_t *len)
{
	const int crl = strncmp(pem + sizeof begin - 1, "X509 CRL", 8) == 0;
	const unsigned char *der;
	mbedtls_pem_context p;
	size_t n;
	int rc;

	mbedtls_pem_init(&p);
	rc = mbedtls_pem_read_buffer(&p, crl ? "-----BEGIN X509 CRL-----" :
	    "-----BEGIN CERTIFICATE-----", crl ? "-----END X509 CRL-----" :
	    "-----END CERTIFICATE-----", (const unsigned char *)pem, NULL, 0,
	    len);
	if (rc == 0) {
		der = mbedtls_pem_get_buffer(&p, &n);
		rc = crl ? mbedtls_x509_crl_parse_der(&t->crls, der, n) :
		    add_cert(t, der, n);
	}
	mbedtls_pem_free(&p);
	return rc;
}

int
trust_add(struct trust *t, const char *pem, size_t len, struct err *e)
{
	const char *end = pem + len;
	char which[32];
	struct sbuf s;
	unsigned n = 0;
	size_t used;
	int rc;

	while ((pem = strstr(pem, begin)) != NULL && pem < end) {
		n++;
		used = 0;
		rc = add_block(t, pem, &used);
		if (rc == 0) {
			pem += used;
			continue;
		}
		sbuf_init(&s, which, sizeof which);
		sbuf_str(&s, "trusted block ");
		sbuf_dec(&s, n);
		return err_why(e, which, NULL,
		    rc == MBEDTLS_ERR_X509_ALLOC_FAILED ? "too large to load" :
		    "not a readable certificate or revocation list");
	}
	return 0;
}

int
policy_prove(const char *trust, size_t len, bool dates, struct err *e)
{
	static APART struct trust t;
	const mbedtls_x509_crl *c;
	int64_t now = clock_wall();
	int rc = -1;

	trust_init(&t);
	if (trust_add(&t, trust, len, e) < 0)
		goto out;
	dates &= now >= clock_built();
	for (c = &t.crls; c != NULL && c->version != 0; c = c->next)
		if (dates && crt_epoch(&c->next_update) < now) {
			err_why(e, "certificate revocation list", NULL,
			    "has expired: all clients of its CA are refused; "
			    "get a new one from the CA");
			goto out;
		}
	rc = 0;
out:
	trust_free(&t);
	return rc;
}
