/* SPDX-License-Identifier: MIT */
/* thimble.conf: what it means, and what is said about mistakes. */
#include "store/conf.h"

#include "lib/unit.h"

static struct conf c;

static int
parse(const char *text, size_t len, struct err *e)
{
	err_clear(e);
	conf_default(&c);
	return conf_parse(text, len, &c, e);
}

/* TEXT is refused and WORDS are in what is said about it. */
static void
refuses_bytes(const char *text, size_t len, const char *words)
{
	struct err e;

	CHECK(parse(text, len, &e) < 0);
	if (!CHECK(strstr(e.text, words) != NULL))
		printf("\tsaid \"%s\"\n\twant \"%s\"\n", e.text, words);
}

static void
refuses(const char *text, const char *words)
{
	refuses_bytes(text, strlen(text), words);
}

static void
takes(const char *text)
{
	struct err e;

	CHECK(parse(text, strlen(text), &e) == 0);
	CHECK_STR(e.text, "");
}

static void
test_default(void)
{
	takes("");
	CHECK_STR(c.dir, "/etc/thimble");
	CHECK_INT(c.days, 397);
	CHECK(c.key == KEY_P256 && !c.self_signed && c.names.n == 0);
	CHECK_STR(c.organization, "");
	takes("\n\n  \n#\n # names = x\n\t\r\n");
	CHECK_INT(c.names.n, 0);
}

static void
test_all(void)
{
	takes("\xef\xbb\xbf" "dir=/var/lib/x\r\n"
	    "  names = Router, 10.0.0.1\tmail.example.org  # mine\n"
	    "names = fd00::1\n"
	    "key = p384\ndays\t=\t825\nissuer = self\n"
	    "organization = C# & S\xc3\xb6hne");
	CHECK_STR(c.dir, "/var/lib/x");
	CHECK_INT(c.names.n, 4);
	CHECK_STR(c.names.item[0].text, "router");
	CHECK_STR(c.names.item[3].text, "fd00::1");
	CHECK(c.key == KEY_P384 && c.self_signed);
	CHECK_INT(c.days, 825);
	CHECK_STR(c.organization, "C# & S\xc3\xb6hne");
	takes("key = rsa4096");
	CHECK(c.key == KEY_RSA4096 && !c.has_second);
	takes("also = rsa3072");
	CHECK(c.has_second && c.second_key == KEY_RSA3072);
	takes("also = p384\nkey = rsa2048");
	CHECK(c.has_second && c.second_key == KEY_P384);
}

static void
test_mistakes(void)
{
	refuses("also = rsa", "line 1: also: must be p256, p384, rsa2048");
	refuses("also = p384", "line 1: also: must be RSA beside a p256");
	refuses("also = p384\n\nkey = p256", "line 3: also: must be RSA");
	refuses("key = rsa2048\nalso = rsa4096\ndays = 9",
	    "line 2: also: must be");
	refuses("also = rsa2048\nalso = rsa2048", "line 2: also: given twice");
	refuses("\nnmaes = x\n",
	    "line 2: nmaes: unknown key; the keys are dir");
	refuses("names", "line 1: expected `key = value`");
	refuses("names x = y", "line 1: expected");
	refuses("= y", "line 1: expected");
	refuses("names =", "line 1: names: up to 32");
	refuses("names = a, b a_b c", "line 1: names: a_b: up to 32");
	refuses("names = a,b\nnames = c,b,.d", "line 2: names: .d: up to 32");
	refuses("names = 1.2.3", "line 1: names:");
	refuses("names = a\x01", "line 1: names:");
	refuses("days = 0", "line 1: days: must be a number from 1 to 825");
	refuses("days = 826", "1 to 825");
	refuses("days = 12x", "1 to 825");
	refuses("days = 99999999999999999999", "1 to 825");
	refuses("key = rsa1024", "key: must be p256, p384, rsa2048");
	refuses("issuer = me", "issuer: must be ca or self");
	refuses("dir = etc", "dir: must be a path that starts with /");
	refuses("days = 5\ndays = 5", "line 2: days: given twice");
	refuses("organization = a\tb\x7f", "organization:");
	refuses("organization = \xc3", "organization:");
	refuses("organization = \xed\xa0\x80", "organization:");
	refuses("organization = \xc0\xaf", "organization:");
}

static void
test_bounds(void)
{
	static char text[CONF_MAX + 2];
	unsigned i;

	refuses_bytes("days = 5\nday\0s", 14, "line 2: NUL bytes");
	memset(text, 'x', sizeof text);
	refuses_bytes(text, CONF_MAX + 1, "16384");
	refuses_bytes(text, CONF_MAX, "line 1: longer than 1000 bytes");
	memset(text, '#', CONF_LINE_MAX);
	text[CONF_LINE_MAX] = '\0';
	takes(text);
	memcpy(text, "organization = ", 15);
	memset(text + 15, 'o', 64);
	text[15 + 64] = '\0';
	takes(text);
	memcpy(text + 15 + 64, "o", 2);
	refuses(text, "up to 64 bytes");
	text[0] = '\0';
	for (i = 0; i < NAMES_MAX; i++) {
		memcpy(text + 14 * i, "names = xxxx\n", 14);
		text[14 * i + 8] = (char)('a' + i / 10);
		text[14 * i + 9] = (char)('a' + i % 10);
		text[14 * i + 13] = '\n';
	}
	text[14 * i] = '\0';
	takes(text);
	CHECK_INT(c.names.n, NAMES_MAX);
	memcpy(text + 14 * i, "names = zz\n", 12);
	refuses(text, "up to 32 host names");
}

int
main(void)
{
	test_default();
	test_all();
	test_mistakes();
	test_bounds();
	return unit_done();
}
