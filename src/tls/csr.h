/* SPDX-License-Identifier: MIT */
/* Requests for a certificate from a public CA (PKCS#10, RFC 2986). */
#ifndef TLS_CSR_H
#define TLS_CSR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/name.h"
#include "tls/key.h"

enum { CSR_PEM_MAX = 5800 };

struct csr_spec {
	const struct key *key;
	const struct names *names;	/* at least one; the first host: CN */
	const char *organization;	/* NULL or empty: left out */
	/*
	 * Asks for no usages: ACME CAs know them, and a uacme that was built
	 * with mbedTLS refuses a request that has them.
	 */
	bool names_only;
};

/*
 * Makes the request as PEM with its NUL.  It asks for the extensions that
 * crt_make() would write: the names as SAN, the usages of a server.  Many CAs
 * use only the names and the key.
 */
int csr_make(const struct csr_spec *spec, char *pem, size_t cap,
    struct err *e);

#endif
