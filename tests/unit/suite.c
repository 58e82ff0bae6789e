/* SPDX-License-Identifier: MIT */
/* Cipher suites: exactly nine, each with forward secrecy and AEAD, named. */
#include <stdbool.h>

#include "lib/unit.h"
#include "tls/suite.h"

/* RFC 8446, B.4; RFC 5289; RFC 7905. */
static const struct {
	unsigned number;
	const char *name;
} rows[] = {
	{ 0x1301, "TLS_AES_128_GCM_SHA256" },
	{ 0x1302, "TLS_AES_256_GCM_SHA384" },
	{ 0x1303, "TLS_CHACHA20_POLY1305_SHA256" },
	{ 0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256" },
	{ 0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384" },
	{ 0xc02f, "ECDHE-RSA-AES128-GCM-SHA256" },
	{ 0xc030, "ECDHE-RSA-AES256-GCM-SHA384" },
	{ 0xcca8, "ECDHE-RSA-CHACHA20-POLY1305" },
	{ 0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305" }
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static const char *
name_of(unsigned number)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (rows[i].number == number)
			return rows[i].name;
	return "unknown";
}

/* Where NUMBER stands in the order; ROWS: nowhere. */
static size_t
place(unsigned number)
{
	const int *order = suite_order();
	size_t i = 0;

	while (i < ROWS && order[i] != 0 && (unsigned)order[i] != number)
		i++;
	return i;
}

int
main(void)
{
	const int *order = suite_order();
	bool names = true;
	unsigned number;
	size_t i, n = 0;

	for (number = 0; number <= 0xffff; number++)
		names &= strcmp(suite_name(number), name_of(number)) == 0;
	CHECK(names);
	CHECK_STR(suite_name(0x10000 + 0x1301), "unknown");
	while (n <= ROWS && order[n] != 0)
		n++;
	CHECK_INT(n, ROWS);
	for (i = 0; i < ROWS; i++)
		CHECK(place(rows[i].number) < ROWS);
	/* One preference for all three kinds: the CPU decides which. */
	CHECK((place(0x1301) < place(0x1303)) ==
	    (place(0xc02b) < place(0xcca9)));
	CHECK((place(0x1301) < place(0x1303)) ==
	    (place(0xc02f) < place(0xcca8)));
#if defined(__x86_64__)
	CHECK(place(0x1301) < place(0x1303));
#elif defined(__mips__)
	CHECK(place(0x1303) < place(0x1301));
#endif
	/* AES-256 costs more and protects no better here: behind AES-128. */
	CHECK(place(0x1301) < place(0x1302));
	CHECK(place(0xc02b) < place(0xc02c));
	CHECK(place(0xc02f) < place(0xc030));
	return unit_done();
}
