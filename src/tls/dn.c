/* SPDX-License-Identifier: MIT */
/*
 * Distinguished names as text (RFC 4514).  mbedTLS has such a function; it
 * pulls printf(3) in, 8 KB.
 */
#include <string.h>

#include "tls/crt.h"
#include "tls/objects.h"

/* Types by the last byte of 2.5.4.x (X.520). */
static const struct {
	unsigned char id;
	const char *text;
} types[] = {
	{ 3, "CN" }, { 5, "serialNumber" }, { 6, "C" }, { 7, "L" },
	{ 8, "ST" }, { 9, "STREET" }, { 10, "O" }, { 11, "OU" }
};

static void
show_type(struct sbuf *s, const mbedtls_x509_buf *oid)
{
	size_t i;

	for (i = 0; i < sizeof types / sizeof types[0]; i++)
		if (oid->len == 3 && oid->p[0] == 0x55 && oid->p[1] == 4 &&
		    oid->p[2] == types[i].id) {
			sbuf_str(s, types[i].text);
			return;
		}
	sbuf_str(s, "OID.");
	sbuf_hex(s, oid->p, oid->len, '\0');
}

/* RFC 4514, 2.4: what is not plain ASCII goes as \XX, so any bytes may come. */
static void
show_value(struct sbuf *s, const mbedtls_x509_buf *v)
{
	unsigned char c;
	size_t i;

	for (i = 0; i < v->len; i++) {
		c = v->p[i];
		if (c < 0x20 || c >= 0x7f) {
			sbuf_char(s, '\\');
			sbuf_hex(s, &c, 1, '\0');
			continue;
		}
		if (strchr(",+\"\\<>;=", c) != NULL ||
		    (c == '#' && i == 0) ||
		    (c == ' ' && (i == 0 || i + 1 == v->len)))
			sbuf_char(s, '\\');
		sbuf_char(s, (char)c);
	}
}

/* mbedTLS lists them as the certificate does, least specific first. */
static void
show(struct sbuf *s, const mbedtls_x509_name *name)
{
	const mbedtls_x509_name *last = NULL, *n;

	if (name->oid.p == NULL)
		return;
	while (last != name) {
		for (n = name; n->next != last; n = n->next)
			;
		if (last != NULL)
			sbuf_char(s, ',');
		show_type(s, &n->oid);
		sbuf_char(s, '=');
		show_value(s, &n->val);
		last = n;
	}
}

void
crt_subject(const struct crt *c, struct sbuf *s)
{
	show(s, &c->x.subject);
}

void
crt_issuer(const struct crt *c, struct sbuf *s)
{
	show(s, &c->x.issuer);
}
