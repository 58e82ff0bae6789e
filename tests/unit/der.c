/* SPDX-License-Identifier: MIT */
/* DER as X.690 gives its examples. */
#include "tls/der.h"

#include "lib/unit.h"

static uint8_t room[70000];

static void
test_lengths(void)
{
	static const struct { size_t len; const char *head; size_t n; } at[] = {
		{ 0, "\x04\x00", 2 }, { 127, "\x04\x7f", 2 },
		{ 128, "\x04\x81\x80", 3 }, { 255, "\x04\x81\xff", 3 },
		{ 256, "\x04\x82\x01\x00", 4 },
		{ 65535, "\x04\x82\xff\xff", 4 }
	};
	static uint8_t bytes[65536];
	struct der d;
	size_t i;

	for (i = 0; i < sizeof at / sizeof at[0]; i++) {
		der_init(&d, room, sizeof room);
		der_bytes(&d, DER_OCTETS, bytes, at[i].len);
		CHECK(!d.full);
		CHECK_INT(room + sizeof room - d.p,
		    (long long)(at[i].len + at[i].n));
		CHECK_MEM(d.p, at[i].n, at[i].head, at[i].n);
	}
	der_init(&d, room, sizeof room);
	der_bytes(&d, DER_OCTETS, bytes, sizeof bytes);
	CHECK(d.full);
}

static void
integer(const void *bytes, size_t len, const void *want, size_t want_len)
{
	struct der d;

	der_init(&d, room, sizeof room);
	der_uint(&d, bytes, len);
	CHECK_MEM(d.p, (size_t)(room + sizeof room - d.p), want, want_len);
}

static void
test_integers(void)
{
	integer("\0", 1, "\x02\x01\x00", 3);
	integer("\x7f", 1, "\x02\x01\x7f", 3);
	integer("\x80", 1, "\x02\x02\x00\x80", 4);
	integer("\0\0\x01\x00", 4, "\x02\x02\x01\x00", 4);
	integer("\0\x80", 2, "\x02\x02\x00\x80", 4);
	integer("\0\0", 2, "\x02\x01\x00", 3);
}

static void
test_nesting(void)
{
	const uint8_t *end;
	struct der d;

	der_init(&d, room, sizeof room);
	end = d.p;
	der_bytes(&d, DER_BOOLEAN, "\xff", 1);
	der_bytes(&d, DER_OID, "\x55\x1d", 2);
	der_head(&d, DER_SEQUENCE, end);
	CHECK_MEM(d.p, 9, "\x30\x07\x06\x02\x55\x1d\x01\x01\xff", 9);
	CHECK(d.p + 9 == room + sizeof room);
}

static void
test_full(void)
{
	struct der d;

	der_init(&d, room, 3);
	der_bytes(&d, DER_OCTETS, "ab", 2);
	CHECK(d.full && d.p >= room);
	der_init(&d, room, 4);
	der_bytes(&d, DER_OCTETS, "ab", 2);
	CHECK(!d.full && d.p == room);
	der_raw(&d, "", 0);
	CHECK(!d.full);
	der_raw(&d, "x", 1);
	CHECK(d.full);
}

int
main(void)
{
	test_lengths();
	test_integers();
	test_nesting();
	test_full();
	return unit_done();
}
