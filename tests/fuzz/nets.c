/* SPDX-License-Identifier: MIT */
/* Lists of networks: the same list says the same of every address. */
#include "lib/fuzz.h"

#include <string.h>

#include "base/nets.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t ip4[IP6_BYTES] = {
		[10] = 0xff, [11] = 0xff, [12] = 192, [14] = 2, [15] = 7
	};
	static const uint8_t ip6[IP6_BYTES] = { 0x20, 0x01, 0x0d, 0xb8 };
	char *text = fuzz_text(data, len), *comma;
	struct err e;
	int n4, n6, first, rest;

	err_clear(&e);
	n4 = nets_match(text, ip4, &e);
	n6 = nets_match(text, ip6, NULL);
	MUST(n4 == -1 || (n4 >= 96 && n4 <= NETS_WRONG));
	MUST(n6 >= -1 && n6 <= NETS_WRONG);
	MUST((n4 == NETS_WRONG) == (n6 == NETS_WRONG));
	MUST((n4 == NETS_WRONG) == (e.text[0] != '\0'));
	comma = strchr(text, ',');
	if (comma != NULL) {
		/* A list is what its parts are. */
		*comma = '\0';
		first = nets_match(text, ip6, NULL);
		rest = nets_match(comma + 1, ip6, NULL);
		MUST(n6 == (first > rest ? first : rest));
	}
	free(text);
	return 0;
}
