/* SPDX-License-Identifier: MIT */
/*
 * Whom a connection is for and what it may use: what the command line says of
 * versions, suites, groups and client certificates.  All zero: the defaults.
 */
#ifndef TLS_POLICY_H
#define TLS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* What stunnel's -v says, plus one. */
enum policy_client {
	CLIENT_NOT_ASKED,
	CLIENT_IGNORED,		/* asked, whatever comes is good */
	CLIENT_IF_PRESENT,	/* one that comes has to be good */
	CLIENT_REQUIRED,
	CLIENT_INSTALLED	/* and it is itself among the trusted ones */
};

enum {
	POLICY_PEM_MAX = 65536,	/* bytes of trusted PEM text with its NUL */
	POLICY_CAS_MAX = 32	/* certificates in it */
};

struct tls_policy {
	enum policy_client client;
	const int *suites;	/* suite.h's, ended by 0; NULL: all */
	const uint16_t *groups;	/* group.h's, ended by 0; NULL: all */
	bool only_tls13;
	/*
	 * CERTIFICATE and X509 CRL blocks in PEM, TRUST_LEN bytes and a NUL;
	 * in place until tls_handshake_over().
	 */
	const char *trust;
	size_t trust_len;
};

/*
 * Reads TRUST (LEN bytes and a NUL) as a connection would, and says which
 * block does not parse, or with DATES that a list of revoked certificates has
 * expired, so that all clients of its CA are refused.
 */
int policy_prove(const char *trust, size_t len, bool dates, struct err *e);

#endif
