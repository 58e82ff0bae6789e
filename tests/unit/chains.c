/* SPDX-License-Identifier: MIT */
/* K's certificates as N reads them, and what K never says. */
#include <string.h>

#include "lib/unit.h"
#include "net/chains.h"

#define A "\0\0\2ab"
#define B "\0\0\1c"
#define NEXT "\0\0\0"

static const struct {
	const char *what, *msg;
	size_t len;
	int rc;
	unsigned n[TLS_CHAINS_MAX];
} rows[] = {
#define MSG(text) text, sizeof text - 1
	{ "one", MSG("C" A), 0, { 1, 0 } },
	{ "a chain", MSG("C" A B), 0, { 2, 0 } },
	{ "two chains", MSG("C" A B NEXT B), 0, { 2, 1 } },
	{ "nothing", "", 0, -1, { 0, 0 } },
	{ "there is none", MSG("\0"), -1, { 0, 0 } },
	{ "no certificate", MSG("C"), -1, { 0, 0 } },
	{ "another word", MSG("B" A), -1, { 0, 0 } },
	{ "half a length", MSG("C" A "\0\0"), -1, { 0, 0 } },
	{ "a length only", MSG("C\0\0\2"), -1, { 0, 0 } },
	{ "cut short", MSG("C\0\0\3ab"), -1, { 0, 0 } },
	{ "a length of 16 MB", MSG("C\xff\xff\xff" "ab"), -1, { 0, 0 } },
	{ "an empty first chain", MSG("C" NEXT A), -1, { 0, 0 } },
	{ "an empty second chain", MSG("C" A NEXT), -1, { 0, 0 } },
	{ "three chains", MSG("C" A NEXT A NEXT A), -1, { 0, 0 } },
	{ "ten", MSG("C" A A A A A A A A A A), 0, { 10, 0 } },
	{ "eleven", MSG("C" A A A A A A A A A A A), -1, { 0, 0 } }
};

int
main(void)
{
	struct tls_chains c;
	size_t i;

	CHECK_INT(TLS_CERTS_MAX, 10);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		memset(&c, 0, sizeof c);
		if (!CHECK_INT(chains_read(&c, (const uint8_t *)rows[i].msg,
		    rows[i].len), rows[i].rc))
			printf("\t%s\n", rows[i].what);
		if (rows[i].rc < 0)
			continue;
		CHECK_INT(c.n_certs[0], rows[i].n[0]);
		CHECK_INT(c.n_certs[1], rows[i].n[1]);
		CHECK_INT(c.certs[0][0].len, 2);
		CHECK(memcmp(c.certs[0][0].der, "ab", 2) == 0);
	}
	return unit_done();
}
