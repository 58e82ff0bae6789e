/* SPDX-License-Identifier: MIT */
/*
 * Distinguished names as text: see dn.h.  mbedTLS's function for this pulls in
 * printf(3), 8 KB.
 */

/* For `next_merged`, which joins two values in one part of a name. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/dn.h"

#include <stdbool.h>
#include <string.h>

/* Types of X.520 by the last byte of 2.5.4.x, with OpenSSL's names. */
static const struct {
	unsigned char id;
	char text[13];
} types[] = {
	{ 3, "CN" }, { 4, "SN" }, { 5, "serialNumber" }, { 6, "C" },
	{ 7, "L" }, { 8, "ST" }, { 9, "street" }, { 10, "O" }, { 11, "OU" },
	{ 12, "title" }, { 42, "GN" }
};

/* RFC 2985, 5.2.1; RFC 4519, 2.4 and 2.39. */
static const struct {
	unsigned char oid[10], len;
	char text[13];
} others[] = {
	{ { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1 }, 9,
	    "emailAddress" },
	{ { 9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25 }, 10, "DC" },
	{ { 9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1 }, 10, "UID" }
};

/* An object identifier in numbers: X.690, 8.19. */
static void
show_numbers(struct sbuf *s, const mbedtls_x509_buf *oid)
{
	uint64_t v = 0, top;
	bool first = true;
	size_t i;

	for (i = 0; i < oid->len; i++) {
		v = v << 7 | (oid->p[i] & 0x7f);
		if ((oid->p[i] & 0x80) != 0)
			continue;
		if (first) {
			top = v < 80 ? v / 40 : 2;
			sbuf_dec(s, top);
			v -= top * 40;
			first = false;
		}
		sbuf_char(s, '.');
		sbuf_dec(s, v);
		v = 0;
	}
}

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
	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		if (oid->len == others[i].len &&
		    memcmp(oid->p, others[i].oid, oid->len) == 0) {
			sbuf_str(s, others[i].text);
			return;
		}
	show_numbers(s, oid);
}

/* Escapes bytes other than printable ASCII; any may occur. */
static bool
show_odd(struct sbuf *s, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";

	if (c >= 0x20 && c < 0x7f)
		return false;
	sbuf_char(s, '\\');
	sbuf_char(s, digits[c >> 4]);
	sbuf_char(s, digits[c & 15]);
	return true;
}

/* RFC 4514, 2.4. */
static void
show_escaped(struct sbuf *s, const mbedtls_x509_buf *v)
{
	unsigned char c;
	size_t i;

	for (i = 0; i < v->len; i++) {
		c = v->p[i];
		if (show_odd(s, c))
			continue;
		if (strchr(",+\"\\<>;=", c) != NULL ||
		    (c == '#' && i == 0) ||
		    (c == ' ' && (i == 0 || i + 1 == v->len)))
			sbuf_char(s, '\\');
		sbuf_char(s, (char)c);
	}
}

static bool
wants_quotes(const mbedtls_x509_buf *v)
{
	size_t i;

	if (v->len == 0)
		return false;
	for (i = 0; i < v->len; i++)
		if (v->p[i] != '\0' && strchr(",+<>;", v->p[i]) != NULL)
			return true;
	return v->p[0] == ' ' || v->p[0] == '#' || v->p[v->len - 1] == ' ';
}

static void
show_quoted(struct sbuf *s, const mbedtls_x509_buf *v)
{
	bool quotes = wants_quotes(v);
	unsigned char c;
	size_t i;

	if (quotes)
		sbuf_char(s, '"');
	for (i = 0; i < v->len; i++) {
		c = v->p[i];
		if (show_odd(s, c))
			continue;
		if (c == '"' || c == '\\')
			sbuf_char(s, '\\');
		sbuf_char(s, (char)c);
	}
	if (quotes)
		sbuf_char(s, '"');
}

/* mbedTLS lists them as the certificate does, least specific first. */
void
dn_show(struct sbuf *s, const mbedtls_x509_name *name)
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
		show_escaped(s, &n->val);
		last = n;
	}
}

void
dn_line(struct sbuf *s, const mbedtls_x509_name *name)
{
	if (name->oid.p == NULL)
		return;
	for (; name != NULL; name = name->next) {
		show_type(s, &name->oid);
		sbuf_char(s, '=');
		show_quoted(s, &name->val);
		if (name->next != NULL)
			sbuf_str(s, name->next_merged ? " + " : ", ");
	}
}
