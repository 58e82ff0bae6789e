/* SPDX-License-Identifier: MIT */
/* Blocks of text (RFC 7468): see import.h. */
#include "tls/import.h"

#include <string.h>

#include <mbedtls/base64.h>

#include "base/apart.h"
#include "base/wipe.h"
#include "tls/import_parts.h"

enum { LABEL_MAX = 40 };

/* Blocks other than certificates and keys in DER; WHY NULL: skipped. */
static const struct {
	const char *label;
	const char *why;
} labels[] = {
	{ "PUBLIC KEY", NULL },
	{ "RSA PUBLIC KEY", NULL },
	{ "X509 CRL", NULL },
	{ "TRUSTED CERTIFICATE", "contains OpenSSL trust settings; type: "
	    "openssl x509 -in FILE -out cert.pem" },
	{ "OPENSSH PRIVATE KEY", "in OpenSSH's own format; type: ssh-keygen -p "
	    "-m PEM -f FILE" },
	{ "DSA PRIVATE KEY", "TLS no longer uses DSA" }
};

/*
 * Decodes the base64 (RFC 4648, 4) between BODY and END and reads the contents.
 * White space is removed first, so indented lines of any length are accepted.
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
	rc = import_der(im, from, der, len, pass, e);
	wipe(der, sizeof der);
	return rc;
}

/* Whether the LEN bytes at TEXT are the string WANT. */
static bool
is(const char *text, size_t len, const char *want)
{
	return strlen(want) == len && memcmp(text, want, len) == 0;
}

/* Reads one block, whose BEGIN and END lines match. */
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
	/* Of EC, DSA and DH, under any name. */
	if (len >= n && memcmp(label + len - n, more, n) == 0)
		return 0;
	if (is(label, len, "CERTIFICATE REQUEST") ||
	    is(label, len, "NEW CERTIFICATE REQUEST")) {
		im->requests++;
		return 0;
	}
	body += strspn(body, " \t\r\n");
	/* RFC 1421, 4.6.1.1: encrypted with a key derived by MD5. */
	if ((size_t)(end - body) > sizeof proc &&
	    memcmp(body, proc, sizeof proc - 1) == 0)
		return import_why(e, from, NULL, import_old_cipher);
	return take_body(im, from, body, end, pass, e);
}

int
import_pem(struct import *im, const char *name, char *text, const char *pass,
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
			    "its END line is missing or does not match");
		if (take_block(im, &from, label, len, body, stop, pass, e) < 0)
			return -1;
		text = stop + sizeof end - 1;
	}
	return 0;
}
