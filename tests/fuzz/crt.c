/* SPDX-License-Identifier: MIT */
/* Certificates and keys in PEM as thimble-cert looks at them. */
#include "lib/fuzz.h"

#include <string.h>

#include "base/err.h"
#include "base/name.h"
#include "base/sbuf.h"
#include "tls/arena.h"
#include "tls/crt.h"
#include "tls/key.h"

enum { TEXT_MAX = 400, NAMES_SEEN_MAX = 1000 };

static void
look(const struct crt *c)
{
	struct crt_facts facts;
	char text[TEXT_MAX];
	struct names set;
	struct name name;
	struct sbuf s;
	unsigned i;

	crt_facts(c, &facts);
	MUST(facts.serial != NULL || facts.serial_len == 0);
	sbuf_init(&s, text, sizeof text);
	crt_subject(c, &s);
	crt_issuer(c, &s);
	MUST(strlen(text) == s.len && s.len < sizeof text);
	/* What people see of a stranger's certificate is printable. */
	for (i = 0; i < s.len; i++)
		MUST(text[i] >= ' ' && text[i] <= '~');
	for (i = 0; i < NAMES_SEEN_MAX; i++) {
		if (crt_name(c, i, &name) == CRT_NAME_END)
			break;
		(void)crt_permits(c, &name);
	}
	memset(&set, 0, sizeof set);
	crt_permitted(c, &set);
	MUST(set.n <= NAMES_MAX);
	(void)crt_signed_by(c, c);
	(void)crt_is_ours(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *pem = fuzz_text(data, len);
	const char *at = pem;
	struct crt *c;
	struct key *k;
	struct err e;

	err_clear(&e);
	k = key_read(pem, len, &e);
	MUST(k != NULL || e.text[0] != '\0');
	err_clear(&e);
	while ((c = crt_next(&at, &e)) != NULL) {
		MUST(at > pem && at <= pem + len);
		look(c);
		if (k != NULL)
			(void)crt_fits(c, k);
		crt_free(c);
	}
	err_clear(&e);
	c = crt_read(data, len, &e);
	MUST(c != NULL || e.text[0] != '\0');
	if (c != NULL)
		look(c);
	crt_free(c);
	key_free(k);
	MUST(arena_used() == 0);
	free(pem);
	return 0;
}
