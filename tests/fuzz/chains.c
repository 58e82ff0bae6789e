/* SPDX-License-Identifier: MIT */
/* What K says it has, as N reads it: every certificate lies in the message. */
#include "lib/fuzz.h"

#include <string.h>

#include "net/chains.h"
#include "wrap/control.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const uint8_t *at = data + 1;
	struct tls_chains c;
	unsigned chain, i;

	memset(&c, 0, sizeof c);
	if (chains_read(&c, data, len) < 0)
		return 0;
	MUST(data[0] == CONTROL_CHAIN && c.n_certs[0] > 0);
	for (chain = 0; chain < TLS_CHAINS_MAX; chain++) {
		MUST(c.n_certs[chain] <= TLS_CERTS_MAX);
		if (chain > 0 && c.n_certs[chain] > 0)
			at += 3;
		for (i = 0; i < c.n_certs[chain]; i++) {
			at += 3;
			MUST(c.certs[chain][i].der == at);
			MUST(c.certs[chain][i].len > 0);
			at += c.certs[chain][i].len;
		}
	}
	/* Nothing is left over. */
	MUST(at == data + len);
	return 0;
}
