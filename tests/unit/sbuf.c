/* SPDX-License-Identifier: MIT */
/* Text in a fixed buffer: content, cutting, and not a byte outside. */
#include <stdint.h>

#include "base/sbuf.h"
#include "lib/unit.h"

static void
test_numbers(void)
{
	static const struct {
		uint64_t v;
		unsigned width;
		const char *text;
	} rows[] = {
		{ 0, 1, "0" }, { 0, 0, "0" }, { 9, 1, "9" }, { 10, 1, "10" },
		{ 5, 2, "05" }, { 2026, 4, "2026" }, { 12345, 3, "12345" },
		{ UINT64_MAX, 1, "18446744073709551615" },
		{ 7, 20, "00000000000000000007" },
		/* no more than the 20 digits of the greatest number */
		{ 7, 99, "00000000000000000007" },
		{ 4294967296u, 1, "4294967296" }
	};
	char buf[64];
	struct sbuf s;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		sbuf_init(&s, buf, sizeof buf);
		sbuf_dec0(&s, rows[i].v, rows[i].width);
		CHECK_STR(buf, rows[i].text);
		CHECK_INT(s.len, strlen(rows[i].text));
	}
	sbuf_init(&s, buf, sizeof buf);
	sbuf_dec(&s, UINT64_MAX);
	CHECK_STR(buf, "18446744073709551615");
}

static void
test_hex(void)
{
	static const unsigned char bytes[] = { 0x00, 0x0f, 0xf0, 0xff, 0x5a };
	char buf[32];
	struct sbuf s;

	sbuf_init(&s, buf, sizeof buf);
	sbuf_hex(&s, bytes, sizeof bytes, '\0');
	CHECK_STR(buf, "000ff0ff5a");
	sbuf_init(&s, buf, sizeof buf);
	sbuf_hex(&s, bytes, sizeof bytes, ':');
	CHECK_STR(buf, "00:0f:f0:ff:5a");
	sbuf_init(&s, buf, sizeof buf);
	sbuf_hex(&s, bytes, 0, ':');
	CHECK_STR(buf, "");
}

/* Every byte value: only printable ASCII is left as it is. */
static void
test_shown(void)
{
	char buf[8];
	struct sbuf s;
	char c;
	int i;

	for (i = 0; i < 256; i++) {
		c = (char)(unsigned char)i;
		sbuf_init(&s, buf, sizeof buf);
		sbuf_shown(&s, &c, 1);
		CHECK_INT(s.len, 1);
		CHECK_INT(buf[0], i >= ' ' && i <= '~' ? i : '?');
	}
}

/* Each room from one byte on: the text's start, a NUL, and `cut`. */
static void
test_cut(void)
{
	static const char text[] = "0123456789";
	char buf[16];
	struct sbuf s;
	size_t cap, want;

	for (cap = 1; cap <= 12; cap++) {
		memset(buf, '#', sizeof buf);
		sbuf_init(&s, buf, cap);
		CHECK_INT(buf[0], '\0');
		sbuf_str(&s, "01234");
		sbuf_mem(&s, "567", 3);
		sbuf_char(&s, '8');
		sbuf_dec(&s, 9);
		want = cap - 1 < 10 ? cap - 1 : 10;
		CHECK_INT(s.len, want);
		CHECK_MEM(buf, want, text, want);
		CHECK_INT(buf[want], '\0');
		CHECK(s.cut == (want < 10));
		CHECK_INT(buf[cap], '#');
	}
}

/* RFC 4648, 10. */
static void
test_base64(void)
{
	static const char *const want[] = {
		"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"
	};
	char buf[16];
	struct sbuf s;
	size_t n;

	for (n = 0; n <= 6; n++) {
		sbuf_init(&s, buf, sizeof buf);
		sbuf_base64(&s, "foobar", n);
		CHECK_STR(buf, want[n]);
	}
	sbuf_init(&s, buf, sizeof buf);
	sbuf_base64(&s, "\xfb\xff\xbf\0\0\x01", 6);
	CHECK_STR(buf, "+/+/AAAB");
	sbuf_init(&s, buf, 6);
	sbuf_base64(&s, "foobar", 6);
	CHECK_STR(buf, "Zm9vY");
	CHECK(s.cut);
}

int
main(void)
{
	char buf[8];
	struct sbuf s;

	test_numbers();
	test_hex();
	test_shown();
	test_base64();
	test_cut();
	/* Nothing is no cut, even where there is no room. */
	sbuf_init(&s, buf, 1);
	sbuf_str(&s, "");
	sbuf_mem(&s, NULL, 0);
	CHECK(!s.cut);
	/* Bytes are taken as they are, NUL and all. */
	sbuf_init(&s, buf, sizeof buf);
	sbuf_mem(&s, "a\0b", 3);
	CHECK_MEM(buf, s.len + 1, "a\0b", 4);
	return unit_done();
}
