/* SPDX-License-Identifier: MIT */
/* Cipher suites by preference; tests/wire/ciphers.py knows which there are. */
#include "lib/unit.h"
#include "tls/suite.h"

/* Where NUMBER stands in the order; SUITES: nowhere. */
static size_t
place(unsigned number)
{
	const int *order = suite_order();
	size_t i = 0;

	while (i < SUITES && order[i] != 0 && (unsigned)order[i] != number)
		i++;
	return i;
}

int
main(int argc, char **argv)
{
	const int *order = suite_order();

	/* For tests/wire/suites.py, on CPUs of its choice. */
	if (argc == 2 && strcmp(argv[1], "first") == 0)
		return printf("%x\n", (unsigned)order[0]) < 0;
	/* One preference for all three kinds: the CPU decides which. */
	CHECK((place(0x1301) < place(0x1303)) ==
	    (place(0xc02b) < place(0xcca9)));
	CHECK((place(0x1301) < place(0x1303)) ==
	    (place(0xc02f) < place(0xcca8)));
#if defined(__mips__)
	CHECK(place(0x1303) < place(0x1301));
#endif
	/* AES-256 costs more and protects no better here: behind AES-128. */
	CHECK(place(0x1301) < place(0x1302));
	CHECK(place(0xc02b) < place(0xc02c));
	CHECK(place(0xc02f) < place(0xc030));
	return unit_done();
}
