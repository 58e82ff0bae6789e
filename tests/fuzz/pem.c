/* SPDX-License-Identifier: MIT */
/* A PEM file as K reads it on every connection: key, leaf, chain. */
#include "lib/fuzz.h"

#include "base/err.h"
#include "tls/arena.h"
#include "tls/identity.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct identity_facts *facts;
	struct identity *id;
	struct err e;
	size_t der_len;
	unsigned i;
	char *pem;

	if (len >= IDENTITY_PEM_MAX)
		return 0;
	pem = fuzz_text(data, len);
	err_clear(&e);
	id = identity_load(pem, len, &e);
	if (id == NULL) {
		MUST(e.text[0] != '\0');
	} else {
		facts = identity_facts(id);
		MUST(facts->n_certs >= 1);
		MUST(facts->chain_len <= IDENTITY_CHAIN_MAX);
		for (i = 0; identity_cert(id, i, &der_len) != NULL; i++)
			MUST(der_len > 0);
		MUST(i == facts->n_certs);
	}
	identity_free(id);
	MUST(arena_used() == 0);
	free(pem);
	return 0;
}
