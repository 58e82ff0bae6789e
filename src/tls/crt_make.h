/* SPDX-License-Identifier: MIT */
/*
 * Certificates made: the device CA and the certificates below it (RFC 5280).
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
#include "tls/key.h"

/* Bytes of a common name (RFC 5280, ub-common-name). */
enum { CRT_CN_MAX = 64 };

struct crt_spec {
	bool ca;
	const struct key *key;		/* certified; its public half */
	const struct key *signer;	/* KEY itself: signs itself */
	const struct crt *issuer;	/* of SIGNER; NULL: signs itself */

	/*
	 * The subject: that of LIKE, a certificate that this one follows,
	 * or else these texts in UTF-8, NULL or empty: left out.
	 */
	const struct crt *like;
	const char *organization;
	const char *unit;
	const char *common_name;	/* left out when too long */

	int64_t not_before, not_after;	/* seconds since 1970 */
	const struct names *names;	/* a leaf's SAN; what a CA permits */
};

/*
 * Makes the certificate in DER at the end of BUF (CRT_DER_MAX bytes) and sets
 * *LEN.  NULL: E says why.
 */
const uint8_t *crt_make(const struct crt_spec *spec, uint8_t *buf,
    size_t *len, struct err *e);

#endif
