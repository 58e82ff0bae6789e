/* SPDX-License-Identifier: MIT */
/* Reading files block by block: see import.h. */
#include "tls/import.h"

#include <string.h>

#include <mbedtls/asn1.h>

#include "tls/foreign.h"
#include "tls/import_parts.h"
#include "tls/objects.h"
#include "tls/pbes2.h"
#include "tls/pkcs12.h"
#include "tls/pkcs7.h"

enum {
	SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
	NAMED_MAX = 180,	/* of ERR_MAX; the rest is for the reason */
	FILE_SHOWN_MAX = 80
};

const char import_old_cipher[] = "encrypted with an old or rare cipher; "
    "type: openssl pkcs8 -topk8 -v2 aes256 -v2prf hmacWithSHA256 -in FILE "
    "-out key.pem";

static const char no_key[] = "a private key that is damaged or not P-256, "
    "P-384 or RSA";

int
import_why(struct err *e, const struct import_from *from,
    const struct crt *c, const char *why)
{
	size_t n = strlen(from->file);
	char what[NAMED_MAX];
	struct sbuf s;

	sbuf_init(&s, what, sizeof what);
	/* The end of a long path says more than its start. */
	sbuf_shown(&s, from->file + (n > FILE_SHOWN_MAX ?
	    n - FILE_SHOWN_MAX : 0), n > FILE_SHOWN_MAX ? FILE_SHOWN_MAX : n);
	if (from->block > 0) {
		sbuf_str(&s, ", block ");
		sbuf_dec(&s, from->block);
	}
	if (c != NULL) {
		sbuf_str(&s, " (");
		crt_subject(c, &s);
		sbuf_str(&s, ")");
	}
	return err_why(e, what, NULL, why);
}

/* The kind of an encoding, from its first bytes. */
enum shape {
	SHAPE_NONE,		/* not DER, or incomplete */
	SHAPE_CRT,
	SHAPE_KEY,
	SHAPE_SEALED,		/* encrypted PKCS#8 */
	SHAPE_PKCS7,
	SHAPE_PKCS12
};

static enum shape
shape_of(uint8_t *der, size_t len)
{
	/* BER of indefinite length, as NSS and CMS write it. */
	static const uint8_t pkcs7[] = { SEQUENCE, 0x80, MBEDTLS_ASN1_OID };
	static const uint8_t pkcs12[] = { SEQUENCE, 0x80, 2, 1, 3 };
	unsigned char *p = der;
	size_t n;

	if (len > sizeof pkcs7 && memcmp(der, pkcs7, sizeof pkcs7) == 0)
		return SHAPE_PKCS7;
	if (len > sizeof pkcs12 && memcmp(der, pkcs12, sizeof pkcs12) == 0)
		return SHAPE_PKCS12;
	if (mbedtls_asn1_get_tag(&p, der + len, &n, SEQUENCE) != 0 ||
	    n != (size_t)(der + len - p) || n < 4)
		return SHAPE_NONE;
	if (p[0] == MBEDTLS_ASN1_OID)
		return SHAPE_PKCS7;
	if (p[0] == MBEDTLS_ASN1_INTEGER)
		return p[1] == 1 && p[2] == 3 ? SHAPE_PKCS12 : SHAPE_KEY;
	if (p[0] != SEQUENCE ||
	    mbedtls_asn1_get_tag(&p, der + len, &n, SEQUENCE) != 0)
		return SHAPE_NONE;
	return n > 0 && p[0] == MBEDTLS_ASN1_OID ? SHAPE_SEALED : SHAPE_CRT;
}

static int
take_crt(struct import *im, const struct import_from *from, uint8_t *der,
    size_t len, struct err *e)
{
	struct err why;
	struct crt *c;
	unsigned i;

	for (i = 0; i < im->n_crts; i++)
		if (im->crts[i].crt->x.raw.len == len &&
		    memcmp(im->crts[i].crt->x.raw.p, der, len) == 0)
			return 0;
	if (im->n_crts == IMPORT_CRTS_MAX)
		return import_why(e, from, NULL, "too many certificates; "
		    "leaf and intermediates are enough");
	err_clear(&why);
	c = crt_read(der, len, &why);
	if (c == NULL) {
		/* Some old root, signed with SHA-1: nobody has to judge it. */
		if (!foreign_self_issued(der, len))
			return import_why(e, from, NULL, why.text);
		import_why(&im->odd, from, NULL, why.text);
		return 0;
	}
	im->crts[im->n_crts].crt = c;
	im->crts[im->n_crts++].from = *from;
	return 0;
}

static int
take_key(struct import *im, const struct import_from *from,
    const uint8_t *der, size_t len, const char *no, struct err *e)
{
	struct key *k;

	if (im->n_keys == IMPORT_KEYS_MAX)
		return import_why(e, from, NULL, "too many private keys");
	k = key_read_der(der, len);
	if (k == NULL)
		return import_why(e, from, NULL, no);
	im->keys[im->n_keys].given = true;
	im->keys[im->n_keys].key = k;
	im->keys[im->n_keys++].from = *from;
	return 0;
}

static int
take_sealed(struct import *im, const struct import_from *from, uint8_t *der,
    size_t len, const char *pass, struct err *e)
{
	if (pass == NULL)
		return import_why(e, from, NULL, "the private key has a "
		    "passphrase; add --passphrase-file FILE");
	switch (pbes2_open(der, &len, pass)) {
	case PBES2_GOOD:
		return take_key(im, from, der, len,
		    "the passphrase is wrong, or the key is damaged", e);
	case PBES2_DAMAGED:
		return import_why(e, from, NULL, "the key is damaged");
	case PBES2_UNKNOWN:
		return import_why(e, from, NULL, import_old_cipher);
	case PBES2_WRONG:
		return import_why(e, from, NULL, "the passphrase is wrong");
	}
	return -1;
}

/* What one item of a bundle needs. */
struct one {
	struct import *im;
	const struct import_from *from;
	const char *pass;
	struct err *e;
};

static int
take_one(void *arg, uint8_t *der, size_t len)
{
	const struct one *o = arg;

	return take_crt(o->im, o->from, der, len, o->e);
}

static int
take_bundle(struct import *im, const struct import_from *from, uint8_t *der,
    size_t len, struct err *e)
{
	struct one o = { im, from, NULL, e };
	int rc = pkcs7_each(der, len, take_one, &o);

	if (rc >= -1)
		return rc;
	/* Of indefinite length, encrypted, or nothing of the kind. */
	return import_why(e, from, NULL, "a PKCS#7 bundle that cannot be "
	    "read; type: openssl pkcs7 -print_certs -in FILE -out chain.pem "
	    "(with -inform DER if it is binary)");
}

static int
take_item(void *arg, uint8_t *der, size_t len)
{
	const struct one *o = arg;

	switch (shape_of(der, len)) {
	case SHAPE_CRT:
		return take_crt(o->im, o->from, der, len, o->e);
	case SHAPE_KEY:
		return take_key(o->im, o->from, der, len, no_key, o->e);
	case SHAPE_SEALED:
		return take_sealed(o->im, o->from, der, len, o->pass, o->e);
	case SHAPE_PKCS7:
	case SHAPE_PKCS12:
	case SHAPE_NONE:
		break;
	}
	return import_why(o->e, o->from, NULL, "a damaged PKCS#12 file");
}

/* An empty passphrase is as good as none. */
static int
take_safe(struct import *im, const struct import_from *from, uint8_t *der,
    size_t len, const char *pass, struct err *e)
{
	struct one o = { im, from, pass == NULL ? "" : pass, e };

	switch (pkcs12_each(der, len, o.pass, take_item, &o)) {
	case PKCS12_GOOD:
		return 0;
	case PKCS12_WRONG:
		return import_why(e, from, NULL, pass == NULL ? "a PKCS#12 "
		    "file with a passphrase; add --passphrase-file FILE" :
		    "the passphrase is wrong");
	case PKCS12_UNKNOWN:
		return import_why(e, from, NULL, "a PKCS#12 file with an old "
		    "or rare cipher; type: openssl pkcs12 -legacy -in FILE "
		    "-nodes -out all.pem");
	case PKCS12_DAMAGED:
		return import_why(e, from, NULL, "a PKCS#12 file that cannot "
		    "be read; type: openssl pkcs12 -in FILE -nodes -out "
		    "all.pem");
	default:
		return -1;
	}
}

int
import_der(struct import *im, const struct import_from *from, uint8_t *der,
    size_t len, const char *pass, struct err *e)
{
	switch (shape_of(der, len)) {
	case SHAPE_CRT:
		return take_crt(im, from, der, len, e);
	case SHAPE_KEY:
		return take_key(im, from, der, len, no_key, e);
	case SHAPE_SEALED:
		return take_sealed(im, from, der, len, pass, e);
	case SHAPE_PKCS7:
		return take_bundle(im, from, der, len, e);
	case SHAPE_PKCS12:
		return take_safe(im, from, der, len, pass, e);
	case SHAPE_NONE:
		break;
	}
	return import_why(e, from, NULL, from->block == 0 ?
	    "neither PEM nor DER, or truncated, or followed by other "
	    "data" : "truncated or followed by other data");
}

/* Whether it is UTF-16: begins with a mark or an ASCII character. */
static bool
is_wide(const uint8_t *bytes, size_t len)
{
	return len > 1 && (memcmp(bytes, "\xff\xfe", 2) == 0 ||
	    memcmp(bytes, "\xfe\xff", 2) == 0 ||
	    (bytes[0] == 0) != (bytes[1] == 0));
}

void
import_start(struct import *im, int64_t now, bool clock_unset)
{
	memset(im, 0, sizeof *im);
	im->now = now;
	im->clock_unset = clock_unset;
}

int
import_file(struct import *im, const char *name, uint8_t *bytes, size_t len,
    const char *pass, struct err *e)
{
	static const uint8_t jks[] = { 0xfe, 0xed, 0xfe, 0xed };
	const struct import_from from = { name, 0 };
	char *text = (char *)bytes;

	if (len == 0)
		return import_why(e, &from, NULL, "empty");
	if (len > sizeof jks && memcmp(bytes, jks, sizeof jks) == 0)
		return import_why(e, &from, NULL, "a Java keystore; type: "
		    "keytool -importkeystore -srckeystore FILE -destkeystore "
		    "all.p12 -deststoretype PKCS12");
	/* No text begins with "0" and a length, not ASCII or exactly right. */
	if (bytes[0] == SEQUENCE && len > 2 &&
	    (bytes[1] >= 0x80 || bytes[1] + 2u == len))
		return import_der(im, &from, bytes, len, pass, e);
	if (strlen(text) != len)
		return import_why(e, &from, NULL, is_wide(bytes, len) ?
		    "UTF-16; save it as plain text" : "neither PEM nor DER");
	if (strstr(text, "-----BEGIN ") == NULL)
		return import_why(e, &from, NULL, "neither PEM nor DER");
	return import_pem(im, name, text, pass, e);
}

void
import_key(struct import *im, struct key *k, const char *name)
{
	if (k == NULL)
		return;
	if (im->n_keys == IMPORT_KEYS_MAX) {
		key_free(k);
		return;
	}
	im->keys[im->n_keys].given = false;
	im->keys[im->n_keys].key = k;
	im->keys[im->n_keys].from.file = name;
	im->keys[im->n_keys++].from.block = 0;
}

void
import_free(struct import *im)
{
	while (im->n_keys > 0)
		key_free(im->keys[--im->n_keys].key);
	while (im->n_crts > 0)
		crt_free(im->crts[--im->n_crts].crt);
}
