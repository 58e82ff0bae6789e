/* SPDX-License-Identifier: MIT */
/* Lists of networks: which entries are taken, and who is in them. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/nets.h"
#include "lib/unit.h"

#define NO_ADDRESS "must be an IP address or address/bits"
#define MALFORMED ": " NO_ADDRESS
#define INSIDE ": not the first address of its network"

enum { NONE = -1, MANY = 1000 };

static const struct {
	const char *list, *addr;
	int bits;
} rows[] = {
	{ "192.0.2.7", "192.0.2.7", 128 },
	{ "192.0.2.7", "192.0.2.6", NONE },
	{ "192.0.2.7/32", "192.0.2.7", 128 },
	{ "192.0.2.0/24", "192.0.2.255", 120 },
	{ "192.0.2.0/24", "192.0.3.0", NONE },
	{ "192.0.2.128/25", "192.0.2.128", 121 },
	{ "192.0.2.128/25", "192.0.2.127", NONE },
	{ "192.0.2.6/31", "192.0.2.7", 127 },
	{ "192.0.2.6/31", "192.0.2.8", NONE },
	{ "128.0.0.0/1", "255.255.255.255", 97 },
	{ "128.0.0.0/1", "127.255.255.255", NONE },
	{ "0.0.0.0/0", "203.0.113.9", 96 },
	{ "0.0.0.0/0", "2001:db8::1", NONE },
	{ "::/0", "2001:db8::1", 0 },
	{ "::/0", "::1", 0 },
	/* IPv4 clients are in no IPv6 network, however wide. */
	{ "::/0", "192.0.2.7", NONE },
	{ "::/80", "192.0.2.7", NONE },
	{ "::/95", "192.0.2.7", NONE },
	{ "::ffff:0:0/96", "192.0.2.7", 96 },
	{ "::ffff:0:0/96", "2001:db8::1", NONE },
	{ "::ffff:192.0.2.0/120", "192.0.2.9", 120 },
	{ "::ffff:c000:200/120", "192.0.2.9", 120 },
	{ "::ffff:192.0.2.7", "192.0.2.7", 128 },
	{ "192.0.2.0/24", "::ffff:192.0.2.9", 120 },
	/* The older form is another address (RFC 4291, 2.5.5.1). */
	{ "::192.0.2.7", "192.0.2.7", NONE },
	{ "2001:db8::/32", "2001:db8:ffff::1", 32 },
	{ "2001:db8::/32", "2001:db9::", NONE },
	{ "2001:db8::/33", "2001:db8:8000::", NONE },
	{ "2001:DB8::1", "2001:db8::1", 128 },
	{ "2001:db8::1/128", "2001:db8::1", 128 },
	{ "2001:db8::2/127", "2001:db8::3", 127 },
	{ "fe80::/10", "febf::1", 10 },
	{ "fe80::/10", "fec0::1", NONE },
	/* The smallest one counts, wherever it stands. */
	{ "10.0.0.0/8,10.1.0.0/16,0.0.0.0/0", "10.1.2.3", 112 },
	{ "10.1.0.0/16,10.0.0.0/8", "10.1.2.3", 112 },
	{ "10.1.0.0/16,10.0.0.0/8", "10.2.2.3", 104 },
	{ "2001:db8::/32,192.0.2.7,::1", "::1", 128 },
	{ NULL, "192.0.2.7", NONE }
};

static const struct {
	const char *list, *why;
} bads[] = {
	{ "", NO_ADDRESS }, { ",", NO_ADDRESS }, { "/", "/" MALFORMED },
	{ "192.0.2.7,", NO_ADDRESS }, { ",192.0.2.7", NO_ADDRESS },
	{ "192.0.2.7,,::1", NO_ADDRESS },
	{ "192.0.2.7, ::1", " ::1" MALFORMED },
	{ "192.0.2", "192.0.2" MALFORMED }, { "192.", "192." MALFORMED },
	{ "10/8", "10/8" MALFORMED },
	{ "192.0.2.256", "192.0.2.256" MALFORMED },
	{ "192.0.2.007", "192.0.2.007" MALFORMED },
	{ "192.0.2.7/", "192.0.2.7/" MALFORMED },
	{ "192.0.2.7/33", "192.0.2.7/33" MALFORMED },
	{ "192.0.2.7/-1", "192.0.2.7/-1" MALFORMED },
	{ "192.0.2.7/+8", "192.0.2.7/+8" MALFORMED },
	{ "192.0.2.7/8/8", "192.0.2.7/8/8" MALFORMED },
	{ "192.0.2.0/255.255.255.0", "192.0.2.0/255.255.255.0" MALFORMED },
	{ "0.0.0.0/18446744073709551616",
	    "0.0.0.0/18446744073709551616" MALFORMED },
	{ "::/129", "::/129" MALFORMED }, { ":::", ":::" MALFORMED },
	{ "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8:9" MALFORMED },
	{ "[::1]", "[::1]" MALFORMED },
	{ "fe80::1%eth0", "fe80::1%eth0" MALFORMED },
	{ "fe80::%lo/10", "fe80::%lo/10" MALFORMED },
	{ "mail.example.org", "mail.example.org" MALFORMED },
	{ "ALL", "ALL" MALFORMED }, { "10.0.0.0/8;::1",
	    "10.0.0.0/8;::1" MALFORMED },
	{ "192.0.2.7/24", "192.0.2.7/24" INSIDE },
	{ "192.0.2.129/25", "192.0.2.129/25" INSIDE },
	{ "0.0.0.1/0", "0.0.0.1/0" INSIDE }, { "::1/0", "::1/0" INSIDE },
	{ "2001:db8::1/127", "2001:db8::1/127" INSIDE },
	{ "10.0.0.0/8,192.0.2.7/31,x", "192.0.2.7/31" INSIDE },
	/* What has no room is not taken for its beginning. */
	{ "0.0.0.0/000000000000000000000000000000000000000008",
	    "0.0.0.0/00000000000000000000000000000000000000000" MALFORMED }
};

/* An address as nets_match() wants it. */
static void
from_text(uint8_t addr[IP6_BYTES], const char *text)
{
	uint8_t ip4[IP4_BYTES];

	if (inet_pton(AF_INET, text, ip4) == 1)
		ip_map4(addr, ip4);
	else
		CHECK_INT(inet_pton(AF_INET6, text, addr), 1);
}

static void
test_many(void)
{
	static char list[MANY * sizeof "10.100.255.0/24,"];
	uint8_t addr[IP6_BYTES];
	size_t len = 0;
	struct err e;
	int i;

	for (i = 0; i < MANY; i++)
		len += (size_t)snprintf(list + len, sizeof list - len,
		    "%s10.%d.%d.0/24", i == 0 ? "" : ",", i / 256, i % 256);
	err_clear(&e);
	from_text(addr, "10.3.231.9");
	CHECK_INT(nets_match(list, addr, &e), 120);
	from_text(addr, "10.3.232.9");
	CHECK_INT(nets_match(list, addr, &e), NONE);
	CHECK_STR(e.text, "");
}

int
main(void)
{
	uint8_t addr[IP6_BYTES];
	struct err e;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		err_clear(&e);
		from_text(addr, rows[i].addr);
		if (!CHECK_INT(nets_match(rows[i].list, addr, &e),
		    rows[i].bits))
			printf("\t%s in %s\n", rows[i].addr, rows[i].list);
		CHECK_STR(e.text, "");
	}
	from_text(addr, "192.0.2.7");
	for (i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		err_clear(&e);
		CHECK_INT(nets_match(bads[i].list, addr, &e), NETS_WRONG);
		CHECK_STR(e.text, bads[i].why);
	}
	test_many();
	return unit_done();
}
