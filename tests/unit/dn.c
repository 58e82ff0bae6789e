/* SPDX-License-Identifier: MIT */
/*
 * Names as text: bytes that no CA's tools let through.  What OpenSSL can make
 * is compared with stunnel in tests/wire/clientname.py.
 */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "lib/unit.h"
#include "tls/dn.h"

static unsigned char cn[] = { 0x55, 4, 3 };

static const struct {
	const char *value;
	size_t len;
	const char *shown;
} values[] = {
	{ "", 0, "CN=" }, { "a", 1, "CN=a" }, { " ", 1, "CN=\" \"" },
	{ "\0", 1, "CN=\\00" }, { "a\0, b", 5, "CN=\"a\\00, b\"" },
	{ "\r\n", 2, "CN=\\0D\\0A" }, { "\"", 1, "CN=\\\"" },
	{ "\\", 1, "CN=\\\\" }, { "\\\",", 3, "CN=\"\\\\\\\",\"" },
	{ "\xff\x80\x7f~", 4, "CN=\\FF\\80\\7F~" }, { "#", 1, "CN=\"#\"" },
	{ "a b", 3, "CN=a b" }, { "%s%n", 4, "CN=%s%n" }
};

static const struct {
	unsigned char oid[12];
	size_t len;
	const char *shown;
} types[] = {
	{ { 0x55, 4, 6 }, 3, "C=x" }, { { 0x55, 4, 5 }, 3, "serialNumber=x" },
	{ { 0x55, 4, 13 }, 3, "2.5.4.13=x" }, { { 0x55, 4 }, 2, "2.5.4=x" },
	{ { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1 }, 9,
	    "emailAddress=x" },
	{ { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 2 }, 9,
	    "1.2.840.113549.1.9.2=x" },
	{ { 9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25 }, 10,
	    "DC=x" },
	{ { 0x88, 0x37, 1 }, 3, "2.999.1=x" }, { { 0 }, 1, "0.0=x" },
	/* cut short in the middle of a number: no more is said */
	{ { 0x55, 0x84 }, 2, "2.5=x" }
};

/* The same values as RFC 4514 has them. */
static const char *const escaped[] = {
	"CN=", "CN=a", "CN=\\ ", "CN=\\00", "CN=a\\00\\, b", "CN=\\0D\\0A",
	"CN=\\\"", "CN=\\\\", "CN=\\\\\\\"\\,", "CN=\\FF\\80\\7F~",
	"CN=\\#", "CN=a b", "CN=%s%n"
};

static void
check_by(void (*show)(struct sbuf *s, const mbedtls_x509_name *name),
    const mbedtls_x509_name *n, const char *want)
{
	char text[128];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	show(&s, n);
	CHECK_STR(text, want);
}

static void
check(const mbedtls_x509_name *n, const char *want)
{
	check_by(dn_line, n, want);
}

static void
check_escaped(const mbedtls_x509_name *n, const char *want)
{
	check_by(dn_show, n, want);
}

int
main(void)
{
	static unsigned char x[] = "x";
	mbedtls_x509_name n, second;
	size_t i;

	memset(&n, 0, sizeof n);
	check(&n, "");
	n.oid.p = cn;
	n.oid.len = sizeof cn;
	for (i = 0; i < sizeof values / sizeof values[0]; i++) {
		n.val.p = (unsigned char *)(size_t)values[i].value;
		n.val.len = values[i].len;
		check(&n, values[i].shown);
		check_escaped(&n, escaped[i]);
	}
	n.val.p = x;
	n.val.len = 1;
	for (i = 0; i < sizeof types / sizeof types[0]; i++) {
		n.oid.p = (unsigned char *)(size_t)types[i].oid;
		n.oid.len = types[i].len;
		check(&n, types[i].shown);
		check_escaped(&n, types[i].shown);
	}
	n.oid.p = cn;
	n.oid.len = sizeof cn;
	second = n;
	n.next = &second;
	check(&n, "CN=x, CN=x");
	n.next_merged = 1;
	check(&n, "CN=x + CN=x");
	/* The other way round, and empty when there is no name. */
	n.oid.p = (unsigned char *)(size_t)types[0].oid;
	n.next_merged = 0;
	check_escaped(&n, "CN=x,C=x");
	n.oid.p = NULL;
	check_escaped(&n, "");
	return unit_done();
}
