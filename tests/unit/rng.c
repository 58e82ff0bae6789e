/* SPDX-License-Identifier: MIT */
/* Randomness: every byte is filled, and no two fillings are alike. */
#include "base/rng.h"
#include "lib/unit.h"

int
main(void)
{
	static const unsigned char zero[1024];
	/* getrandom(2) may give less than asked for above 256 bytes. */
	static unsigned char a[1024], b[1024];
	unsigned char seen[64];
	int round;
	size_t i;

	CHECK_INT(rng_ready(0), 0);
	CHECK_INT(rng_fill(a, sizeof a), 0);
	CHECK_INT(rng_fill(b, sizeof b), 0);
	CHECK(memcmp(a, b, sizeof a) != 0);
	/* 16 zero bytes in a row by chance: once in 2^128. */
	for (i = 0; i < sizeof a; i += 16) {
		CHECK(memcmp(a + i, zero, 16) != 0);
		CHECK(memcmp(a + i, b + i, 16) != 0);
	}
	/* Each byte of an odd length is written: 16 tries leave none zero. */
	memset(seen, 0, sizeof seen);
	for (round = 0; round < 16; round++) {
		memset(a, 0, sizeof a);
		CHECK_INT(rng_fill(a, sizeof seen - 1), 0);
		CHECK_INT(a[sizeof seen - 1], 0);
		for (i = 0; i < sizeof seen; i++)
			seen[i] |= a[i];
	}
	for (i = 0; i < sizeof seen - 1; i++)
		CHECK(seen[i] != 0);
	CHECK_INT(rng_fill(NULL, 0), 0);
	return unit_done();
}
