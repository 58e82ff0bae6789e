/* SPDX-License-Identifier: MIT */
/* Finding and validating leaf, key and chain (RFC 5280, 6.1): see import.h. */

/* The path length has no accessor in mbedTLS 3.6. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/import.h"

#include <string.h>

#include <mbedtls/oid.h>

#include "base/date.h"
#include "base/sbuf.h"
#include "tls/chain_cert.h"
#include "tls/foreign.h"
#include "tls/identity.h"
#include "tls/objects.h"
#include "tls/sign.h"

static bool
self_issued(const struct crt *c)
{
	return crt_same(&c->x.issuer_raw, &c->x.subject_raw);
}

static bool
is_ca(const struct crt *c)
{
	return mbedtls_x509_crt_get_ca_istrue(&c->x) == 1;
}

/* Whether ISSUER signed C, by name and, if it can be used, by key. */
static bool
issued(const struct crt *c, const struct crt *issuer)
{
	return crt_same(&c->x.issuer_raw, &issuer->x.subject_raw) &&
	    (foreign_may_sign(&c->x, &issuer->x) ||
	    sign_check(&c->x, (mbedtls_x509_crt *)&issuer->x) == 0);
}

/* Our own keys count only if the files have none. */
static const struct import_key *
key_of(const struct import *im, const struct crt *c)
{
	bool given = false;
	unsigned i;

	for (i = 0; i < im->n_keys; i++)
		given = given || im->keys[i].given;
	for (i = 0; i < im->n_keys; i++)
		if (im->keys[i].given == given &&
		    crt_fits(c, im->keys[i].key))
			return &im->keys[i];
	return NULL;
}

static int
no_leaf(const struct import *im, struct err *e)
{
	if (im->odd.text[0] != '\0')
		return err_why(e, im->odd.text, NULL, NULL);
	if (im->n_crts > 0)
		return import_why(e, &im->crts[0].from, im->crts[0].crt,
		    "a CA certificate; the server certificate is missing");
	if (im->requests > 0)
		return err_why(e, "certificate", NULL, "none, only a request; "
		    "the CA issues a certificate from it");
	return err_why(e, "certificate", NULL, "none in the files");
}

static int
no_key(const struct import *im, const struct import_crt *leaf, struct err *e)
{
	unsigned i;

	for (i = 0; i < im->n_keys; i++)
		if (im->keys[i].given)
			return import_why(e, &im->keys[i].from, NULL, "this "
			    "private key does not match the certificate");
	return import_why(e, &leaf->from, leaf->crt, "its private key is "
	    "neither in the files nor on this machine; add --key FILE");
}

/* Whether another certificate names C as its issuer. */
static bool
is_named_issuer(const struct import *im, const struct crt *c)
{
	unsigned i;

	for (i = 0; i < im->n_crts; i++)
		if (im->crts[i].crt != c && crt_same(&c->x.subject_raw,
		    &im->crts[i].crt->x.issuer_raw))
			return true;
	return false;
}

/*
 * The leaf has a matching key, or is neither a CA nor named as an issuer.  A
 * self-issued one without a key may be a root that predates the CA flag.
 */
static int
find_leaf(struct import *im, struct import_crt **leaf, struct err *e)
{
	struct import_crt *c, *alone = NULL;
	unsigned i;

	*leaf = NULL;
	for (i = 0; i < im->n_crts; i++) {
		c = &im->crts[i];
		if (key_of(im, c->crt) == NULL && (is_ca(c->crt) ||
		    self_issued(c->crt) || is_named_issuer(im, c->crt))) {
			if (!is_ca(c->crt) && self_issued(c->crt))
				alone = c;
			continue;
		}
		if (*leaf != NULL)
			return import_why(e, &c->from, c->crt, "a second "
			    "server certificate; install one at a time");
		*leaf = c;
	}
	if (*leaf == NULL && alone != NULL)
		return no_key(im, alone, e);
	if (*leaf == NULL)
		return no_leaf(im, e);
	im->key = key_of(im, (*leaf)->crt);
	return im->key == NULL ? no_key(im, *leaf, e) : 0;
}

static int
judge_dates(const struct import *im, const struct import_crt *c,
    const struct crt_facts *f, struct err *e)
{
	char why[64];
	struct sbuf s;

	if (im->leaf_dated && im->n_chain == 0)
		return 0;
	sbuf_init(&s, why, sizeof why);
	if (im->now + im->margin > f->not_after) {
		sbuf_str(&s, im->now > f->not_after ? "expired on " :
		    "expires on ");
		date_show(&s, f->not_after);
		return import_why(e, &c->from, c->crt, why);
	}
	if (im->clock_unset || im->now >= f->not_before)
		return 0;
	sbuf_str(&s, "not valid before ");
	date_show(&s, f->not_before);
	return import_why(e, &c->from, c->crt, why);
}

/* Requirements for every certificate of a chain. */
static int
judge(const struct import *im, const struct import_crt *c, struct err *e)
{
	struct crt_facts f;

	crt_facts(c->crt, &f);
	if (mbedtls_pk_can_do(&c->crt->x.pk, MBEDTLS_PK_RSA) &&
	    (f.key_bits < KEY_RSA_BITS_MIN || f.key_bits > KEY_RSA_BITS_MAX))
		return import_why(e, &c->from, c->crt,
		    "an RSA key must have 2048 to 4096 bits");
	if (c->crt->unknown_critical)
		return import_why(e, &c->from, c->crt, "has a critical "
		    "extension that clients do not know");
	return judge_dates(im, c, &f, e);
}

static int
judge_leaf(const struct import *im, const struct import_crt *leaf,
    struct err *e)
{
	const mbedtls_x509_crt *x = &leaf->crt->x;
	const char *why = NULL;

	if (x->version != 3)
		why = "has version 1 or 2, which cannot hold names; version 3 "
		    "is needed";
	else if (is_ca(leaf->crt))
		why = "is a CA certificate; a server needs one with CA:FALSE";
	else if (mbedtls_x509_crt_check_extended_key_usage(x,
	    MBEDTLS_OID_SERVER_AUTH,
	    MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH)) != 0)
		why = "not issued for servers (extendedKeyUsage lacks "
		    "serverAuth)";
	else if (mbedtls_x509_crt_check_key_usage(x,
	    MBEDTLS_X509_KU_DIGITAL_SIGNATURE) != 0)
		why = "may not sign handshakes (keyUsage lacks "
		    "digitalSignature)";
	else if (!im->may_staple && chain_cert_staples(x))
		why = "requires OCSP stapling (must-staple), which this server "
		    "does not support; ask the CA for one without";
	if (why != NULL)
		return import_why(e, &leaf->from, leaf->crt, why);
	if (judge(im, leaf, e) < 0)
		return -1;
	if (!key_serves(im->key->key))
		return import_why(e, &im->key->from, NULL, "not usable; "
		    "servers need P-256, P-384 or RSA of 2048 to 4096 bits");
	if (self_issued(leaf->crt) && !issued(leaf->crt, leaf->crt))
		return import_why(e, &leaf->from, leaf->crt,
		    "its self-signature is invalid");
	return 0;
}

/* Whether CA's limits permit the chain so far; roots have them, too. */
static int
judge_limits(const struct import *im, const struct import_crt *ca,
    struct err *e)
{
	const mbedtls_x509_crt *x = &ca->crt->x;
	char why[NAME_TEXT_MAX + 48];
	struct name n;
	enum crt_name kind;
	struct sbuf s;
	unsigned i;

	/* mbedTLS counts from 1; 0: no limit. */
	if (x->max_pathlen > 0 && (unsigned)x->max_pathlen < im->n_chain)
		return import_why(e, &ca->from, ca->crt, "its path length "
		    "allows fewer CAs below it");
	for (i = 0; (kind = crt_name(im->chain[0], i, &n)) != CRT_NAME_END;
	    i++)
		if (kind == CRT_NAME_HOST && !crt_permits(ca->crt, &n))
			break;
	if (kind == CRT_NAME_END)
		return 0;
	sbuf_init(&s, why, sizeof why);
	sbuf_str(&s, "its name constraints do not permit ");
	sbuf_str(&s, n.text);
	return import_why(e, &ca->from, ca->crt, why);
}

/* Whether CA may be the next in the chain. */
static int
judge_ca(const struct import *im, const struct import_crt *ca, struct err *e)
{
	if (!is_ca(ca->crt) || mbedtls_x509_crt_check_key_usage(&ca->crt->x,
	    MBEDTLS_X509_KU_KEY_CERT_SIGN) != 0)
		return import_why(e, &ca->from, ca->crt, "signed another "
		    "certificate but is not a CA or may not sign");
	if (judge_limits(im, ca, e) < 0)
		return -1;
	return judge(im, ca, e);
}

/* Whether C is in date. */
static bool
is_in_time(const struct import *im, const struct crt *c)
{
	struct crt_facts f;

	crt_facts(c, &f);
	return im->now + im->margin <= f.not_after &&
	    (im->clock_unset || im->now >= f.not_before);
}

/*
 * The issuer of OF; NULL and E empty: not in the files.  If a CA is both
 * self-signed and cross-signed, the cross-certificate is preferred unless it
 * has expired; an expired one is returned, to be refused, only if there is no
 * other.
 */
static struct import_crt *
find_issuer(struct import *im, const struct import_crt *of, struct err *e)
{
	struct import_crt *c, *named = NULL, *root = NULL, *old = NULL;
	unsigned i;

	for (i = 0; i < im->n_crts; i++) {
		c = &im->crts[i];
		if (c->used || !crt_same(&of->crt->x.issuer_raw,
		    &c->crt->x.subject_raw))
			continue;
		if (!issued(of->crt, c->crt))
			named = c;
		else if (self_issued(c->crt))
			root = c;
		else if (is_in_time(im, c->crt))
			return c;
		else
			old = c;
	}
	if (root == NULL)
		root = old;
	if (root == NULL && named != NULL)
		import_why(e, &named->from, named->crt, "has the issuer's "
		    "name, but its key did not sign the certificate below");
	return root;
}

/* Whether the chain or its root has C's subject: C is an alternative path. */
static bool
has_twin(const struct import *im, const struct crt *c)
{
	unsigned i;

	for (i = 0; i < im->n_chain; i++)
		if (crt_same(&im->chain[i]->x.subject_raw, &c->x.subject_raw))
			return true;
	return crt_same(&im->chain[i - 1]->x.issuer_raw, &c->x.subject_raw);
}

/* Roots and alternative paths are silently left out. */
static int
judge_rest(const struct import *im, struct err *e)
{
	const struct import_crt *c;
	unsigned i;

	for (i = 0; i < im->n_crts; i++) {
		c = &im->crts[i];
		if (!c->used && !self_issued(c->crt) &&
		    !has_twin(im, c->crt))
			return import_why(e, &c->from, c->crt, "not part of "
			    "the chain: it signed none of the others, or one "
			    "between them is missing");
	}
	return 0;
}

/* Whether the chain fits into a handshake and identity_load(). */
static int
judge_size(const struct import *im, struct err *e)
{
	char why[120];
	struct sbuf s;
	size_t bytes = 0;
	unsigned i;

	for (i = 0; i < im->n_chain; i++)
		bytes += 3 + im->chain[i]->x.raw.len;
	if (bytes <= IDENTITY_CHAIN_MAX && im->n_chain <= IDENTITY_CERTS_MAX)
		return 0;
	sbuf_init(&s, why, sizeof why);
	sbuf_dec(&s, im->n_chain);
	sbuf_str(&s, " certificates with ");
	sbuf_dec(&s, bytes);
	sbuf_str(&s, " bytes; a handshake has room for ");
	sbuf_dec(&s, IDENTITY_CERTS_MAX);
	sbuf_str(&s, " with ");
	sbuf_dec(&s, IDENTITY_CHAIN_MAX);
	return err_why(e, "the chain is too large", NULL, why);
}

int
import_order(struct import *im, struct err *e)
{
	struct import_crt *c;

	if (find_leaf(im, &c, e) < 0 || judge_leaf(im, c, e) < 0)
		return -1;
	for (;;) {
		c->used = true;
		im->chain[im->n_chain++] = c->crt;
		if (self_issued(c->crt))
			break;
		c = find_issuer(im, c, e);
		if (c == NULL && e->text[0] != '\0')
			return -1;
		/* Clients either have the root or do not trust it. */
		im->alone = c == NULL && im->n_chain == 1;
		if (c == NULL)
			break;
		if (foreign_key(&c->crt->x))
			im->unproven = c->crt;
		if (self_issued(c->crt)) {
			if (judge_limits(im, c, e) < 0)
				return -1;
			break;
		}
		if (judge_ca(im, c, e) < 0)
			return -1;
	}
	if (judge_rest(im, e) < 0)
		return -1;
	return judge_size(im, e);
}
