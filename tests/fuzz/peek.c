/* SPDX-License-Identifier: MIT */
/* What a server answers to thimble-cert show, in pieces of any size. */
#include "lib/fuzz.h"

#include <string.h>

#include "base/err.h"
#include "tls/peek.h"

/* The first byte is how long each piece is, 0: all at once. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct peek p;
	enum peek_state state = PEEK_MORE;
	size_t at = 1, n, sum = 0;
	const uint8_t *der;
	struct err e;

	if (len < 1)
		return 0;
	memset(&p, 0, sizeof p);
	err_clear(&e);
	while (at < len && state == PEEK_MORE) {
		n = data[0] == 0 || data[0] > len - at ? len - at : data[0];
		state = peek_take(&p, data + at, n, &e);
		at += n;
	}
	MUST((state == PEEK_BAD) == (e.text[0] != '\0'));
	n = 0;
	while ((der = peek_next(&p, &n)) != NULL) {
		MUST(state == PEEK_DONE && n > 0);
		MUST(der > p.msgs && der + n <= p.msgs + p.len);
		sum += n + 3;
	}
	MUST((sum > 0) == (state == PEEK_DONE) && sum <= PEEK_ROOM);
	return 0;
}
