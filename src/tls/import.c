/* SPDX-License-Identifier: MIT */
/* Reading what is handed over, block by block: see import.h. */
#include "tls/import.h"

#include <string.h>

#include <mbedtls/asn1.h>
#include <mbedtls/base64.h>

#include "base/apart.h"
#include "base/wipe.h"
#include "tls/objects.h"
#include "tls/pbes2.h"

enum {
	SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
	NAMED_MAX = 180,	/* of ERR_MAX; the rest is the reason's */
	FILE_SHOWN_MAX = 80,
	LABEL_MAX = 40
};

/* Blocks that are no certificate or key in plain DER; WHY NULL: skipped. */
static const struct {
	const char *label;
	const char *why;
} labels[] = {
	{ "PUBLIC KEY", NULL },
	{ "RSA PUBLIC KEY", NULL },
	{ "X509 CRL", NULL },
	{ "TRUSTED CERTIFICATE", "has OpenSSL's trust settings around it; "
	    "type: openssl x509 -in FILE -out cert.pem" },
	{ "OPENSSH PRIVATE KEY", "of OpenSSH's own format; "
	    "type: ssh-keygen -p -m PEM -f FILE" },
	{ "DSA PRIVATE KEY", "DSA is not used in TLS any more" }
};

static const char old_cipher[] = "encrypted with an old or rare cipher; "
    "type: openssl pkcs8 -topk8 -v2 aes256 -v2prf hmacWithSHA256 -in FILE "
    "-out key.pem";

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

/* What an encoding is, told by its first bytes. */
enum shape {
	SHAPE_NONE,		/* not DER, or not to its end */
	SHAPE_CRT,
	SHAPE_KEY,
	SHAPE_SEALED,		/* PKCS#8 under a passphrase */
	SHAPE_PKCS7,
	SHAPE_PKCS12
};

static enum shape
shape_of(uint8_t *der, size_t len)
{
	/* BER, whose length comes at its end, as NSS and CMS write it. */
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

/* Moves P behind the next value, which starts at *START; -1: there is none. */
static int
skip(unsigned char **p, const unsigned char *end, unsigned char **start)
{
	size_t n;

	*start = *p;
	if (end - *p < 2)
		return -1;
	if (mbedtls_asn1_get_tag(p, end, &n, **p) != 0)
		return -1;
	*p += n;
	return 0;
}

/*
 * Issuer and subject of a certificate that cannot be read are the same: some
 * old root, signed with SHA-1 by itself, which nobody has to judge.
 */
static bool
self_issued(uint8_t *der, size_t len)
{
	unsigned char *p = der, *end = der + len, *at[6];
	size_t n;
	unsigned i;

	if (mbedtls_asn1_get_tag(&p, end, &n, SEQUENCE) != 0 ||
	    mbedtls_asn1_get_tag(&p, end, &n, SEQUENCE) != 0)
		return false;
	/* version, serial, algorithm, issuer, validity, subject */
	for (i = *p == 0xa0 ? 0 : 1; i < 6; i++)
		if (skip(&p, end, &at[i]) < 0)
			return false;
	return at[4] - at[3] == p - at[5] &&
	    memcmp(at[3], at[5], (size_t)(p - at[5])) == 0;
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
		if (!self_issued(der, len))
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
		return import_why(e, from, NULL, old_cipher);
	case PBES2_WRONG:
		return import_why(e, from, NULL, "the passphrase is wrong");
	}
	return -1;
}

static int
take(struct import *im, const struct import_from *from, uint8_t *der,
    size_t len, const char *pass, struct err *e)
{
	switch (shape_of(der, len)) {
	case SHAPE_CRT:
		return take_crt(im, from, der, len, e);
	case SHAPE_KEY:
		return take_key(im, from, der, len, "a private key that is "
		    "damaged or of a kind that is not accepted; P-256, P-384 "
		    "and RSA are", e);
	case SHAPE_SEALED:
		return take_sealed(im, from, der, len, pass, e);
	case SHAPE_PKCS7:
		return import_why(e, from, NULL, "a PKCS#7 bundle; type: "
		    "openssl pkcs7 -print_certs -in FILE -out chain.pem "
		    "(with -inform DER if it is binary)");
	case SHAPE_PKCS12:
		return import_why(e, from, NULL, from->block > 0 ?
		    "a PKCS#12 file as text; type: sed -n "
		    "'/BEGIN/,/END/{/-/!p}' FILE | base64 -d >all.p12" :
		    "a PKCS#12 file; type: openssl pkcs12 -in FILE -nodes "
		    "-out all.pem (with -legacy if it is an old one)");
	case SHAPE_NONE:
		break;
	}
	return import_why(e, from, NULL, from->block == 0 ?
	    "neither PEM nor DER, cut short, or with something behind its "
	    "end" : "cut short, or with something behind its end");
}

/*
 * Base64 (RFC 4648, 4) between BODY and END, and what it holds.  Blanks are
 * taken out, wherever lines end and however far they are indented.
 */
static int
take_body(struct import *im, const struct import_from *from,
    char *body, const char *end, const char *pass, struct err *e)
{
	static APART uint8_t der[IMPORT_DER_MAX];
	size_t len, n = 0;
	const char *p;
	int rc;

	for (p = body; p < end; p++)
		if (strchr(" \t\r\n", *p) == NULL)
			body[n++] = *p;
	rc = mbedtls_base64_decode(der, sizeof der, &len,
	    (const unsigned char *)body, n);
	if (rc == MBEDTLS_ERR_BASE64_BUFFER_TOO_SMALL)
		return import_why(e, from, NULL, "too large");
	if (rc != 0 || len == 0)
		return import_why(e, from, NULL, "damaged base64");
	rc = take(im, from, der, len, pass, e);
	wipe(der, sizeof der);
	return rc;
}

/* The LEN bytes at TEXT are the string WANT. */
static bool
is(const char *text, size_t len, const char *want)
{
	return strlen(want) == len && memcmp(text, want, len) == 0;
}

/* One block, whose label and body end where they say. */
static int
take_block(struct import *im, const struct import_from *from,
    const char *label, size_t len, char *body, const char *end,
    const char *pass, struct err *e)
{
	static const char proc[] = "Proc-Type:", more[] = " PARAMETERS";
	const size_t n = sizeof more - 1;
	size_t i;

	for (i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (is(label, len, labels[i].label))
			return labels[i].why == NULL ? 0 :
			    import_why(e, from, NULL, labels[i].why);
	/* Of EC, DSA and DH, by whatever name. */
	if (len >= n && memcmp(label + len - n, more, n) == 0)
		return 0;
	if (is(label, len, "CERTIFICATE REQUEST") ||
	    is(label, len, "NEW CERTIFICATE REQUEST")) {
		im->requests++;
		return 0;
	}
	body += strspn(body, " \t\r\n");
	/* RFC 1421, 4.6.1.1; its key comes from MD5. */
	if ((size_t)(end - body) > sizeof proc &&
	    memcmp(body, proc, sizeof proc - 1) == 0)
		return import_why(e, from, NULL, old_cipher);
	return take_body(im, from, body, end, pass, e);
}

static int
take_pem(struct import *im, const char *name, char *text, const char *pass,
    struct err *e)
{
	static const char begin[] = "-----BEGIN ", end[] = "-----END ";
	struct import_from from = { name, 0 };
	char *label, *body, *stop;
	size_t len;

	while ((text = strstr(text, begin)) != NULL) {
		from.block++;
		label = text + sizeof begin - 1;
		body = strstr(label, "-----");
		len = body == NULL ? 0 : (size_t)(body - label);
		if (body == NULL || len > LABEL_MAX ||
		    memchr(label, '\n', len) != NULL)
			return import_why(e, &from, NULL, "damaged BEGIN line");
		body += 5;
		stop = strstr(body, end);
		if (stop == NULL || strncmp(stop + sizeof end - 1, label,
		    len + 5) != 0)
			return import_why(e, &from, NULL,
			    "its END line is missing or another's");
		if (take_block(im, &from, label, len, body, stop, pass, e) < 0)
			return -1;
		text = stop + sizeof end - 1;
	}
	return 0;
}

/* UTF-16, with its mark or an ASCII character in front. */
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
	/* No text starts so: "0" and a length, not ASCII or just right. */
	if (bytes[0] == SEQUENCE && len > 2 &&
	    (bytes[1] >= 0x80 || bytes[1] + 2u == len))
		return take(im, &from, bytes, len, pass, e);
	if (strlen(text) != len)
		return import_why(e, &from, NULL, is_wide(bytes, len) ?
		    "UTF-16; save it as plain text" : "neither PEM nor DER");
	if (strstr(text, "-----BEGIN ") == NULL)
		return import_why(e, &from, NULL, "neither PEM nor DER");
	return take_pem(im, name, text, pass, e);
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
