/* SPDX-License-Identifier: MIT */
/* A look at a server's certificates: what is sent, what is understood. */
#include "tls/peek.h"

#include "lib/unit.h"

static struct peek p;
static struct err e;

/* ServerHello; Certificate with two; a record of all of it is AROUND. */
static uint8_t hello[4 + 38], crts[4 + 3 + 3 + 4 + 3 + 2];
static uint8_t around[5 + sizeof hello + sizeof crts];

static void
fill(void)
{
	static const uint8_t crt[] = {
		11, 0, 0, 15, 0, 0, 12, 0, 0, 4, 'l', 'e', 'a', 'f',
		0, 0, 2, 'c', 'a'
	};

	memset(hello, 7, sizeof hello);
	hello[0] = 2;
	hello[1] = hello[2] = 0;
	hello[3] = sizeof hello - 4;
	memcpy(crts, crt, sizeof crt);
	around[0] = 22;
	around[1] = around[2] = 3;
	around[3] = 0;
	around[4] = sizeof around - 5;
	memcpy(around + 5, hello, sizeof hello);
	memcpy(around + 5 + sizeof hello, crts, sizeof crts);
}

static enum peek_state
take(const void *bytes, size_t len)
{
	memset(&p, 0, sizeof p);
	err_clear(&e);
	return peek_take(&p, bytes, len, &e);
}

static void
two_are_there(void)
{
	const uint8_t *der;
	size_t len;

	der = peek_next(&p, &len);
	if (CHECK(der != NULL))
		CHECK_MEM(der, len, "leaf", 4);
	der = peek_next(&p, &len);
	if (CHECK(der != NULL))
		CHECK_MEM(der, len, "ca", 2);
	CHECK(peek_next(&p, &len) == NULL);
}

static void
test_take(void)
{
	uint8_t cut[2 * sizeof around * 6];
	size_t i, n = 0, len;

	CHECK_INT(take(around, sizeof around), PEEK_DONE);
	two_are_there();
	/* In two pieces, cut anywhere. */
	for (i = 0; i < sizeof around; i++) {
		CHECK_INT(take(around, i), PEEK_MORE);
		CHECK(peek_next(&p, &len) == NULL);
		CHECK_INT(peek_take(&p, around + i, sizeof around - i, &e),
		    PEEK_DONE);
		two_are_there();
	}
	/* A record a byte, behind a warning. */
	memcpy(cut, "\x15\3\3\0\2\1\x70", 7);
	n = 7;
	for (i = 5; i < sizeof around; i++) {
		memcpy(cut + n, "\x16\3\3\0\1", 5);
		cut[n + 5] = around[i];
		n += 6;
	}
	CHECK_INT(take(cut, n), PEEK_DONE);
	two_are_there();
}

static void
refused(size_t at, uint8_t value, const char *why)
{
	fill();
	around[at] = value;
	CHECK_INT(take(around, sizeof around), PEEK_BAD);
	CHECK_STR(e.text, why);
}

static void
test_refused(void)
{
	static uint8_t much[5 + 16384];
	const char *damaged = "the Certificate message is damaged";
	const size_t crt = 5 + sizeof hello;
	int i;

	refused(5, 1, "the handshake is not TLS");
	refused(crt, 2, "the handshake is not TLS");
	refused(crt, 14, "the server has no certificate");
	refused(crt + 1, 1, "the certificates exceed 64 KB");
	refused(crt + 6, 11, damaged);
	refused(crt + 9, 10, damaged);
	refused(crt + 9, 3, damaged);
	refused(crt + 16, 3, damaged);
	refused(crt + 16, 0, damaged);
	CHECK_INT(take("\x15\3\3\0\2\2\x70", 7), PEEK_BAD);
	CHECK_STR(e.text,
	    "the server refuses TLS 1.2 with alert unrecognized_name (112)");
	CHECK_INT(take("\x15\3\3\0\2\1\0", 7), PEEK_BAD);
	CHECK_INT(take("\x15\3\3\0\3\1\0", 7), PEEK_BAD);
	CHECK_STR(e.text, "the alert is damaged");
	CHECK_INT(take("* OK \x1b[1m\r\n", 12), PEEK_BAD);
	CHECK_STR(e.text,
	    "no TLS on this port; the server says \"* OK ?[1m\"");
	CHECK_INT(take("\x16garbage", 8), PEEK_BAD);
	CHECK_INT(take("\x16\3\3\x40\1", 5), PEEK_BAD);
	CHECK_INT(take("\x16\3\3\0\0", 5), PEEK_BAD);
	/* A message that says it is long, and is. */
	fill();
	around[5 + 2] = 0xff;
	around[5 + 3] = 0;
	CHECK_INT(take(around, sizeof around), PEEK_MORE);
	memcpy(much, "\x16\3\3\x40\0", 5);
	for (i = 0; i < 3; i++)
		CHECK_INT(peek_take(&p, much, sizeof much, &e), PEEK_MORE);
	CHECK_INT(peek_take(&p, much, sizeof much, &e), PEEK_BAD);
	fill();
}

static void
test_hello(void)
{
	uint8_t out[PEEK_HELLO_MAX], random[PEEK_RANDOM];
	char name[254];
	size_t n;

	memset(random, 'r', sizeof random);
	n = peek_hello(out, random, NULL);
	CHECK_INT(out[3] << 8 | out[4], n - 5);
	CHECK_INT(out[7] << 8 | out[8], n - 9);
	CHECK_MEM(out + 9, 34, "\3\3rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr", 34);
	memset(name, 'x', 253);
	name[253] = '\0';
	CHECK_INT(peek_hello(out, random, name), n + 9 + 253);
	CHECK(n + 9 + 253 <= PEEK_HELLO_MAX);
}

int
main(void)
{
	fill();
	test_take();
	test_refused();
	test_hello();
	return unit_done();
}
