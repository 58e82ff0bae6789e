/* SPDX-License-Identifier: MIT */
/* Certificates that answer a challenge: see crt_acme.h. */
#include "tls/crt_acme.h"

#include <string.h>

#include <mbedtls/sha256.h>

#include "base/apart.h"
#include "tls/crt_part.h"

enum { HALF_DAY_S = 43200 };

/* id-pe-acmeIdentifier, 1.3.6.1.5.5.7.1.31; first byte its length */
static const uint8_t oid_acme[] = { 8, 0x2b, 6, 1, 5, 5, 7, 1, 31 };

/* Authorization ::= OCTET STRING (SIZE (32)) */
static void
put_identifier(struct der *d, const void *digest)
{
	const uint8_t *end = d->p;

	der_bytes(d, DER_OCTETS, digest, CRT_ACME_DIGEST);
	part_extension(d, oid_acme, true, end);
}

int
crt_acme_digest(const char *authorization, uint8_t digest[CRT_ACME_DIGEST])
{
	return mbedtls_sha256((const unsigned char *)authorization,
	    strlen(authorization), digest, 0) == 0 ? 0 : -1;
}

const uint8_t *
crt_acme(const struct key *k, const struct name *n,
    const uint8_t digest[CRT_ACME_DIGEST], int64_t now, uint8_t *buf,
    size_t *len, struct err *e)
{
	static APART struct names names;
	const struct crt_spec spec = {
		.key = k, .signer = k, .names = &names,
		.common_name = "tls-alpn-01", .more = put_identifier,
		.more_arg = digest, .not_before = now - HALF_DAY_S,
		.not_after = now + HALF_DAY_S
	};

	names.n = 0;
	(void)names_add(&names, n);
	return crt_make(&spec, buf, len, e);
}
