/* SPDX-License-Identifier: MIT */
/* What is a name that a certificate can hold, and what is not. */
#include "base/name.h"

#include "lib/unit.h"

/* Parses IN and checks the text that comes out; NULL: it is refused. */
static void
parses(const char *in, const char *out)
{
	struct name n;

	if (name_parse(in, strlen(in), &n) < 0) {
		if (!CHECK(out == NULL))
			printf("\trefused: %s\n", in);
		return;
	}
	CHECK_STR(n.text, out);
}

static void
test_hosts(void)
{
	char label[66], long_name[260];

	parses("router", "router");
	parses("Mail.Example.ORG", "mail.example.org");
	parses("xn--mnchen-3ya.de", "xn--mnchen-3ya.de");
	parses("a-b.c1", "a-b.c1");
	parses("1.a", "1.a");
	parses("*.example.org", "*.example.org");
	parses("*.lan", NULL);
	parses("*", NULL);
	parses("a.*.org", NULL);
	parses("*a.example.org", NULL);
	parses("", NULL);
	parses(".", NULL);
	parses("a.", NULL);
	parses(".a", NULL);
	parses("a..b", NULL);
	parses("-a", NULL);
	parses("a-", NULL);
	parses("a-.b", NULL);
	parses("a_b", NULL);
	parses("a b", NULL);
	parses("m\xc3\xbcnchen", NULL);
	parses("a/b", NULL);
	parses("a\n", NULL);
	memset(label, 'a', 63);
	label[63] = '\0';
	parses(label, label);
	memcpy(label + 63, "a", 2);
	parses(label, NULL);
	memset(long_name, 'a', sizeof long_name);
	long_name[50] = long_name[100] = long_name[150] = long_name[200] = '.';
	long_name[253] = '\0';
	parses(long_name, long_name);
	memcpy(long_name + 253, "a", 2);
	parses(long_name, NULL);
}

static void
test_addresses(void)
{
	struct name n;

	parses("192.168.1.1", "192.168.1.1");
	parses("2001:DB8:0:0:0:0:0:1", "2001:db8::1");
	parses("::1", "::1");
	parses("::ffff:10.0.0.1", "10.0.0.1");
	parses("192.168.1", NULL);
	parses("192.168.1.256", NULL);
	parses("1.2.3.4.5", NULL);
	parses("1234", NULL);
	parses("0.0.0.0", NULL);
	parses("224.0.0.1", NULL);
	parses("255.255.255.255", NULL);
	parses("::", NULL);
	parses("ff02::1", NULL);
	parses("fe80::1%eth0", NULL);
	parses("[::1]", NULL);
	CHECK(name_parse("10.0.0.1", 8, &n) == 0 && n.ip_len == 4);
	CHECK(name_parse("fd00::1", 7, &n) == 0 && n.ip_len == 16 &&
	    n.ip[0] == 0xfd && n.ip[15] == 1);
	CHECK(name_parse("a\0b", 3, &n) < 0);
}

static bool
private(const char *text)
{
	struct name n;

	return name_parse(text, strlen(text), &n) == 0 && name_is_private(&n);
}

static bool
loopback(const char *text)
{
	struct name n;

	return name_parse(text, strlen(text), &n) == 0 &&
	    name_is_loopback(&n);
}

static void
test_kinds(void)
{
	CHECK(private("10.255.0.1"));
	CHECK(private("172.16.0.1") && private("172.31.255.1"));
	CHECK(!private("172.15.0.1") && !private("172.32.0.1"));
	CHECK(private("192.168.0.1") && !private("192.169.0.1"));
	CHECK(private("fd12::1") && private("fc00::1"));
	CHECK(!private("fe80::1") && !private("2001:db8::1"));
	CHECK(!private("169.254.1.1") && !private("127.0.0.1"));
	CHECK(!private("ten"));
	CHECK(loopback("127.0.0.1") && loopback("127.9.9.9"));
	CHECK(loopback("::1") && loopback("localhost"));
	CHECK(loopback("a.localhost") && !loopback("nolocalhost"));
	CHECK(!loopback("10.0.0.1"));
}

static void
test_within(void)
{
	CHECK(name_within("a.b", "a.b") && name_within("x.a.b", "a.b"));
	CHECK(!name_within("xa.b", "a.b") && !name_within("b", "a.b"));
	CHECK(name_within("router", "router"));
	CHECK(!name_within("router.lan", "router"));
}

static void
test_sets(void)
{
	static struct names set;
	struct name n;
	char text[200];
	struct sbuf s;
	unsigned i;

	set.n = 0;
	CHECK(name_parse("A.b", 3, &n) == 0 && names_add(&set, &n) == 0);
	CHECK(name_parse("a.B", 3, &n) == 0 && names_add(&set, &n) == 0);
	CHECK_INT(set.n, 1);
	CHECK(name_parse("10.0.0.1", 8, &n) == 0);
	CHECK(!names_have(&set, &n));
	CHECK(names_add(&set, &n) == 0 && names_have(&set, &n));
	sbuf_init(&s, text, sizeof text);
	names_show(&s, &set);
	CHECK_STR(text, "a.b, 10.0.0.1");
	for (i = set.n; i < NAMES_MAX; i++) {
		n.ip[3] = (uint8_t)(i + 10);
		name_of_ip(&n, (const uint8_t[]){ 10, 1, 1, n.ip[3] }, 4);
		CHECK(names_add(&set, &n) == 0);
	}
	name_of_ip(&n, (const uint8_t[]){ 10, 1, 1, 200 }, 4);
	CHECK(names_add(&set, &n) < 0);
}

static void
covers(const struct names *set, const char *text, bool want)
{
	struct name n;

	CHECK(name_parse(text, strlen(text), &n) == 0);
	if (!CHECK(names_cover(set, &n) == want))
		printf("\t%s\n", text);
}

static void
test_cover(void)
{
	static struct names set;

	set.n = 0;
	CHECK(names_read(&set, " a.lan,,*.example.org\t10.0.0.1 ") == NULL);
	CHECK_INT(set.n, 3);
	covers(&set, "a.lan", true);
	covers(&set, "10.0.0.1", true);
	covers(&set, "www.example.org", true);
	covers(&set, "*.example.org", true);
	covers(&set, "example.org", false);
	covers(&set, "a.b.example.org", false);
	covers(&set, "b.lan", false);
	covers(&set, "10.0.0.2", false);
	CHECK(names_read(&set, "") == NULL);
	CHECK(strcmp(names_read(&set, "good, b_d, c"), "b_d, c") == 0);
	CHECK(strcmp(names_read(&set, "good, b_d, c"), "b_d, c") == 0);
}

int
main(void)
{
	test_hosts();
	test_addresses();
	test_kinds();
	test_within();
	test_sets();
	test_cover();
	return unit_done();
}
