/* SPDX-License-Identifier: MIT */
/* A private key with its chain: see identity.h. */

#include "tls/identity.h"

#include <stdbool.h>
#include <string.h>

#include <mbedtls/asn1.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/x509_crt.h>

#include "base/apart.h"
#include "base/sbuf.h"
#include "tls/chain_cert.h"
#include "tls/foreign.h"
#include "tls/objects.h"
#include "tls/rng.h"
#include "tls/sign.h"

enum { RSA_BITS_MIN = 2048, RSA_BITS_MAX = 4096 };

struct identity {
	bool in_use;
	mbedtls_pk_context key;
	mbedtls_x509_crt pool;		/* in the order of the file */
	mbedtls_x509_crt *chain[IDENTITY_CERTS_MAX];
	struct identity_facts facts;
};

/* N never uses it. */
static APART struct identity identities[IDENTITIES_MAX];

static int
block_err(struct err *e, unsigned number, const char *reason)
{
	char object[32];
	struct sbuf s;

	sbuf_init(&s, object, sizeof object);
	sbuf_dec(&s, number);
	return err_why(e, "certificate block", object, reason);
}

static int
load_key(struct identity *id, const char *pem, size_t len, struct err *e)
{
	int rc;

	if (strstr(pem, "PRIVATE KEY-----") == NULL)
		return err_why(e, "private key", NULL,
		    "the file has no PRIVATE KEY block; `thimble-cert "
		    "install CERT --key KEY` puts both into one");
	rc = mbedtls_pk_parse_key(&id->key, (const unsigned char *)pem,
	    len + 1, NULL, 0, tls_rng, NULL);
	if (rc == 0)
		return 0;
	if (rc == MBEDTLS_ERR_PK_PASSWORD_REQUIRED ||
	    strstr(pem, "ENCRYPTED") != NULL)
		return err_why(e, "private key", NULL, "it has a passphrase, "
		    "which a service cannot enter");
	return err_why(e, "private key", NULL,
	    "the PRIVATE KEY block is damaged or of an unknown type");
}

/* Parses the CERTIFICATE blocks into the pool. */
static int
load_certs(struct identity *id, const char *pem, struct err *e)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	static const char end[] = "-----END CERTIFICATE-----";
	const char *whole = pem;
	mbedtls_pem_context block;
	unsigned number = 0;
	size_t used, der_len;
	const unsigned char *der;
	int rc = 0, bad;

	for (pem = strstr(pem, begin); pem != NULL && rc == 0;
	    pem = strstr(pem + used, begin)) {
		number++;
		used = sizeof begin;
		mbedtls_pem_init(&block);
		if (mbedtls_pem_read_buffer(&block, begin, end,
		    (const unsigned char *)pem, NULL, 0, &used) != 0) {
			rc = block_err(e, number, "damaged base64");
		} else if (number > IDENTITY_CERTS_MAX) {
			rc = block_err(e, number, "too many certificates");
		} else {
			der = mbedtls_pem_get_buffer(&block, &der_len);
			bad = chain_cert_add(&id->pool, der, der_len, 1);
			if (bad != 0)
				rc = block_err(e, number, crt_reason(bad));
		}
		mbedtls_pem_free(&block);
	}
	if (rc == 0 && number == 0)
		return err_why(e, "certificate", NULL,
		    strstr(whole, " CERTIFICATE-----") == NULL ?
		    "the file has no CERTIFICATE block" :
		    "its block is called TRUSTED or X509 CERTIFICATE; type: "
		    "openssl x509 -in FILE -out cert.pem");
	return rc;
}

static bool
self_issued(const mbedtls_x509_crt *c)
{
	return crt_same(&c->issuer_raw, &c->subject_raw);
}

static mbedtls_x509_crt *
find_leaf(struct identity *id)
{
	mbedtls_x509_crt *c;

	for (c = &id->pool; c != NULL; c = c->next)
		if (key_same_public(&c->pk, &id->key))
			return c;
	return NULL;
}

static mbedtls_x509_crt *
find_issuer(struct identity *id, const mbedtls_x509_crt *of)
{
	mbedtls_x509_crt *c;

	for (c = &id->pool; c != NULL; c = c->next)
		if (c != of && crt_same(&of->issuer_raw, &c->subject_raw))
			return c;
	return NULL;
}

static int
too_long(const struct identity_facts *f, struct err *e)
{
	char why[80];
	struct sbuf s;

	sbuf_init(&s, why, sizeof why);
	sbuf_dec(&s, f->chain_len);
	sbuf_str(&s, " bytes, but a handshake has room for ");
	sbuf_dec(&s, IDENTITY_CHAIN_MAX);
	sbuf_str(&s, "; leave certificates out");
	return err_why(e, "certificate chain", NULL, why);
}

static int
order_chain(struct identity *id, struct err *e)
{
	mbedtls_x509_crt *c = find_leaf(id);
	struct identity_facts *f = &id->facts;

	if (c == NULL)
		return err_why(e, "certificate", NULL,
		    "none in the file matches the private key");
	do {
		id->chain[f->n_certs++] = c;
		f->chain_len += 3 + c->raw.len;
		f->unproven |= foreign_key(c);
		if (self_issued(c))
			break;
		c = find_issuer(id, c);
	} while (c != NULL && !self_issued(c) &&
	    f->n_certs < IDENTITY_CERTS_MAX);
	if (f->chain_len > IDENTITY_CHAIN_MAX)
		return too_long(f, e);
	return 0;
}

static int
fill_facts(struct identity *id, struct err *e)
{
	struct identity_facts *f = &id->facts;
	const mbedtls_x509_crt *leaf = id->chain[0];

	f->key_bits = (unsigned)mbedtls_pk_get_bitlen(&id->key);
	f->not_before = crt_epoch(&leaf->valid_from);
	f->not_after = crt_epoch(&leaf->valid_to);
	f->self_issued = self_issued(leaf);
	f->must_staple = chain_cert_staples(leaf);
	f->rsa = mbedtls_pk_can_do(&id->key, MBEDTLS_PK_RSA) != 0;
	if (f->rsa) {
		f->key_type = "RSA";
		if (f->key_bits < RSA_BITS_MIN || f->key_bits > RSA_BITS_MAX)
			return err_why(e, "private key", NULL,
			    "an RSA key must have 2048 to 4096 bits");
	} else if (f->key_bits == 256) {
		f->key_type = "P-256";
	} else if (f->key_bits == 384) {
		f->key_type = "P-384";
	} else {
		/* X25519 keys load, but are for key agreement only. */
		return err_why(e, "private key", NULL, "it cannot sign; "
		    "P-256, P-384 and RSA keys can");
	}
	return 0;
}

struct identity *
identity_load(const char *pem, size_t len, struct err *e)
{
	struct identity *id = identities;

	while (id < identities + IDENTITIES_MAX - 1 && id->in_use)
		id++;
	if (id->in_use) {
		err_why(e, "load", NULL, "too many keys at once");
		return NULL;
	}
	memset(id, 0, sizeof *id);
	id->in_use = true;
	mbedtls_pk_init(&id->key);
	mbedtls_x509_crt_init(&id->pool);
	if (strlen(pem) != len) {
		err_why(e, "PEM file", NULL, "it contains NUL bytes");
		goto fail;
	}
	if (load_key(id, pem, len, e) < 0 || load_certs(id, pem, e) < 0 ||
	    order_chain(id, e) < 0 || fill_facts(id, e) < 0)
		goto fail;
	return id;
fail:
	identity_free(id);
	return NULL;
}

int
identity_prove(struct identity *id, struct err *e)
{
	mbedtls_x509_crt *c;
	unsigned i;

	if (mbedtls_pk_check_pair(&id->chain[0]->pk, &id->key, tls_rng,
	    NULL) != 0)
		return err_why(e, "private key", NULL,
		    "it does not match its public key");
	for (i = 0; i < id->facts.n_certs; i++) {
		c = id->chain[i];
		if (self_issued(c)) {
			if (sign_check(c, c) != 0)
				return err_why(e, "certificate", NULL,
				    "its self-signature is invalid");
		} else if (i + 1 < id->facts.n_certs &&
		    !foreign_may_sign(c, id->chain[i + 1]) &&
		    sign_check(c, id->chain[i + 1]) != 0) {
			return err_why(e, "certificate chain", NULL,
			    "a certificate was not signed by the next one");
		}
	}
	return 0;
}

const struct identity_facts *
identity_facts(const struct identity *id)
{
	return &id->facts;
}

const uint8_t *
identity_cert(const struct identity *id, unsigned i, size_t *len)
{
	if (i >= id->facts.n_certs)
		return NULL;
	*len = id->chain[i]->raw.len;
	return id->chain[i]->raw.p;
}

bool
identity_covers(const struct identity *id, const struct name *n)
{
	static APART struct names held;
	const mbedtls_x509_sequence *s = &id->chain[0]->subject_alt_names;

	held.n = 1;
	for (; s != NULL && s->buf.p != NULL; s = s->next)
		switch (s->buf.tag & 0x1f) {
		case MBEDTLS_X509_SAN_DNS_NAME:
			if (name_parse((const char *)s->buf.p, s->buf.len,
			    held.item) == 0 && names_cover(&held, n))
				return true;
			break;
		case MBEDTLS_X509_SAN_IP_ADDRESS:
			if (n->ip_len > 0 && s->buf.len == n->ip_len &&
			    memcmp(s->buf.p, n->ip, n->ip_len) == 0)
				return true;
			break;
		default:
			break;
		}
	return false;
}

static mbedtls_md_type_t
md_of(size_t hash_len)
{
	switch (hash_len) {
	case 32:
		return MBEDTLS_MD_SHA256;
	case 48:
		return MBEDTLS_MD_SHA384;
	case 64:
		return MBEDTLS_MD_SHA512;
	default:
		return MBEDTLS_MD_NONE;
	}
}

int
identity_sign(struct identity *id, enum sign_scheme scheme,
    const uint8_t *hash, size_t hash_len, uint8_t *sig, size_t *sig_len)
{
	mbedtls_md_type_t md = md_of(hash_len);
	int rc = -1;

	if (md == MBEDTLS_MD_NONE || id->facts.rsa != (scheme != SIGN_ECDSA))
		return -1;
	switch (scheme) {
	case SIGN_ECDSA:
	case SIGN_RSA_PKCS1:
		rc = mbedtls_pk_sign(&id->key, md, hash, hash_len, sig,
		    IDENTITY_SIG_MAX, sig_len, tls_rng, NULL);
		break;
	case SIGN_RSA_PSS:
		rc = mbedtls_pk_sign_ext(MBEDTLS_PK_RSASSA_PSS, &id->key, md,
		    hash, hash_len, sig, IDENTITY_SIG_MAX, sig_len, tls_rng,
		    NULL);
		break;
	}
	return rc == 0 ? 0 : -1;
}

void
identity_free(struct identity *id)
{
	if (id == NULL)
		return;
	mbedtls_pk_free(&id->key);
	mbedtls_x509_crt_free(&id->pool);
	id->in_use = false;
}
