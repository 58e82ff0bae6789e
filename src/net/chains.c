/* SPDX-License-Identifier: MIT */
/* Certificates from K: see chains.h. */
#include "net/chains.h"

#include "wrap/control.h"

int
chains_read(struct tls_chains *c, const uint8_t *msg, size_t len)
{
	size_t at = 1, size;
	unsigned i = 0;

	if (len < 1 || msg[0] != CONTROL_CHAIN)
		return -1;
	while (at < len) {
		if (len - at < 3)
			return -1;
		size = (size_t)msg[at] << 16 | (size_t)msg[at + 1] << 8 |
		    msg[at + 2];
		at += 3;
		if (size == 0) {
			if (c->n_certs[i] == 0 || ++i == TLS_CHAINS_MAX)
				return -1;
			continue;
		}
		if (size > len - at || c->n_certs[i] == TLS_CERTS_MAX)
			return -1;
		c->certs[i][c->n_certs[i]].der = msg + at;
		c->certs[i][c->n_certs[i]++].len = size;
		at += size;
	}
	return c->n_certs[i] == 0 ? -1 : 0;
}
