/* SPDX-License-Identifier: MIT */
/*
 * Making certificates: the device CA and those below it (RFC 5280).
 *
 * A CA gets basicConstraints CA with pathlen 0, keyUsage keyCertSign and
 * cRLSign, and name constraints (constraints.h).  A leaf gets the names as
 * SAN, keyUsage digitalSignature, extendedKeyUsage serverAuth.  Both get key
 * identifiers and a serial number of 127 random bits.
 */
#ifndef TLS_CRT_MAKE_H
#define TLS_CRT_MAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"
#include "tls/crt.h"
#include "tls/der.h"
#include "tls/key.h"

/* Bytes of a common name (RFC 5280, ub-common-name). */
enum { CRT_CN_MAX = 64 };

struct crt_spec {
	bool ca;
	const struct key *key;		/* its public half is certified */
	const struct key *signer;	/* the same as KEY: self-signed */
	const struct crt *issuer;	/* of SIGNER; NULL: self-signed */

	/*
	 * The subject: that of LIKE, the certificate that this one replaces,
	 * or, if NULL, these texts in UTF-8; NULL or empty ones are left out.
	 */
	const struct crt *like;
	const char *organization;
	const char *unit;
	const char *common_name;	/* left out if too long */

	int64_t not_before, not_after;	/* seconds since 1970 */
	const struct names *names;	/* a leaf's SAN; permitted by a CA */

	/* If not NULL, writes another extension, from MORE_ARG. */
	void (*more)(struct der *d, const void *arg);
	const void *more_arg;
};

/*
 * Makes the certificate in DER at the end of BUF (CRT_DER_MAX bytes) and sets
 * *LEN.  NULL: E has the reason.
 */
const uint8_t *crt_make(const struct crt_spec *spec, uint8_t *buf,
    size_t *len, struct err *e);

#endif
