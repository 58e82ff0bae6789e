/* SPDX-License-Identifier: MIT */
/*
 * PROXY headers, byte by byte as proxy-protocol.txt has them: 2.1 for version
 * 1, 2.2 for version 2 with its TLVs.
 */
#include "base/proxy.h"
#include "lib/unit.h"

#define SIG "\r\n\r\n\0\r\nQUIT\n"
#define BYTES(x) x, sizeof x - 1

static const struct {
	const char *from, *from_port, *to, *to_port;
	const char *v1;
	const char *v2;
	size_t v2_len;
} rows[] = {
	{ "192.0.2.7", "40000", "192.0.2.1", "993",
	    "PROXY TCP4 192.0.2.7 192.0.2.1 40000 993\r\n",
	    BYTES(SIG "\x21\x11\0\x0c\xc0\0\x02\x07\xc0\0\x02\x01"
	    "\x9c\x40\x03\xe1") },
	/* the longest addresses of version 4 */
	{ "223.255.255.254", "65535", "223.255.255.253", "65535",
	    "PROXY TCP4 223.255.255.254 223.255.255.253 65535 65535\r\n",
	    BYTES(SIG "\x21\x11\0\x0c\xdf\xff\xff\xfe\xdf\xff\xff\xfd"
	    "\xff\xff\xff\xff") },
	{ "2001:db8::1", "1", "2001:db8::2", "995",
	    "PROXY TCP6 2001:db8::1 2001:db8::2 1 995\r\n",
	    BYTES(SIG "\x21\x21\0\x24\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"
	    "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02\0\x01\x03\xe3") },
	/* mapped: an IPv4 client of an IPv6 socket, whoever writes it so */
	{ "::ffff:192.0.2.7", "2", "::ffff:192.0.2.1", "3",
	    "PROXY TCP4 192.0.2.7 192.0.2.1 2 3\r\n",
	    BYTES(SIG "\x21\x11\0\x0c\xc0\0\x02\x07\xc0\0\x02\x01"
	    "\0\x02\0\x03") },
	/* a zone is ours; no receiver could read it */
	{ "fe80::1%eth0", "2", "fe80::2%eth0", "3",
	    "PROXY TCP6 fe80::1 fe80::2 2 3\r\n",
	    BYTES(SIG "\x21\x21\0\x24\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x01"
	    "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\x02\0\x03") },
#define UNKNOWN "PROXY UNKNOWN\r\n", BYTES(SIG "\x21\0\0\0")
	{ "local", "0", "local", "0", UNKNOWN },
	{ "192.0.2.7", "1", "2001:db8::1", "1", UNKNOWN },
	{ "192.0.2.7", "65536", "192.0.2.1", "1", UNKNOWN },
	{ "192.0.2.7", "1", "192.0.2.1", "-1", UNKNOWN },
	{ "192.0.2.7", "", "192.0.2.1", "1", UNKNOWN },
	{ "192.0.2.7 192.0.2.1 1 2\r\n", "1", "192.0.2.1", "1", UNKNOWN },
	{ "", "1", "", "1", UNKNOWN },
	{ "%", "1", "%", "1", UNKNOWN },
	{ "mail.example.org", "1", "192.0.2.1", "1", UNKNOWN }
};

static void
test_addresses(void)
{
	uint8_t buf[PROXY_MAX];
	struct proxy p;
	size_t i, n;

	memset(&p, 0, sizeof p);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		p.from = rows[i].from;
		p.from_port = rows[i].from_port;
		p.to = rows[i].to;
		p.to_port = rows[i].to_port;
		n = proxy_header(1, &p, buf);
		CHECK_MEM(buf, n, rows[i].v1, strlen(rows[i].v1));
		CHECK(n <= 107);
		n = proxy_header(2, &p, buf);
		if (!CHECK_MEM(buf, n, rows[i].v2, rows[i].v2_len))
			printf("\t%s\n", rows[i].from);
	}
}

static void
test_tls(void)
{
	static const char line[] = "PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\n";
	static const char want[] = SIG "\x21\x11\0\x4a\xc0\0\x02\x07"
	    "\xc0\0\x02\x01\0\x01\0\x02"
	    /* the server name */
	    "\x02\0\x0cmail.example"
	    /* TLS: over TLS, no certificate; its version; its suite */
	    "\x20\0\x2c\x01\0\0\0\x01"
	    "\x21\0\x07TLSv1.2\x23\0\x1a" "ECDHE-ECDSA-AES128-GCM-SHA";
	struct proxy p = {
		.from = "192.0.2.7", .from_port = "1",
		.to = "192.0.2.1", .to_port = "2",
		.tls = "TLSv1.2", .suite = "ECDHE-ECDSA-AES128-GCM-SHA",
		.server_name = "mail.example"
	};
	uint8_t buf[PROXY_MAX];
	static char longest[256], too_long[600];
	size_t n;

	n = proxy_header(2, &p, buf);
	CHECK_MEM(buf, n, want, sizeof want - 1);
	/* Version 1 has no room for any of it. */
	n = proxy_header(1, &p, buf);
	CHECK_MEM(buf, n, line, sizeof line - 1);

	/* The longest name fits; what does not fit is left out whole. */
	memset(longest, 'a', sizeof longest - 1);
	p.from = "2001:db8::1";
	p.to = "2001:db8::2";
	p.server_name = longest;
	n = proxy_header(2, &p, buf);
	CHECK_INT(n, 16 + 36 + 3 + 255 + 3 + 5 + 3 + 7 + 3 + 26);
	CHECK_INT(buf[14] << 8 | buf[15], n - 16);
	memset(too_long, 'a', sizeof too_long - 1);
	p.server_name = too_long;
	n = proxy_header(2, &p, buf);
	CHECK_INT(n, 16 + 36);
	CHECK_INT(buf[15], 36);
}

int
main(void)
{
	test_addresses();
	test_tls();
	return unit_done();
}
