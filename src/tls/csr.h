/* SPDX-License-Identifier: MIT */
/* Requests for a certificate from an official CA (PKCS#10, RFC 2986). */
#ifndef TLS_CSR_H
#define TLS_CSR_H

#include <stddef.h>

#include "base/err.h"
#include "base/name.h"
#include "tls/key.h"

enum { CSR_PEM_MAX = 5800 };

struct csr_spec {
	const struct key *key;
	const struct names *names;	/* one at least; the first host: CN */
	const char *organization;	/* NULL or empty: left out */
};

/*
 * Makes the request as PEM with its NUL.  It asks for what crt_make() would
 * write itself: the names as SAN, the usages of a server.  Many CAs take the
 * names and the key from it and nothing else.
 */
int csr_make(const struct csr_spec *spec, char *pem, size_t cap,
    struct err *e);

#endif
