/* SPDX-License-Identifier: MIT */
/*
 * The policy of a connection as the command line sets it: versions, suites,
 * groups and client certificates.  All zero: the defaults.
 */
#ifndef TLS_POLICY_H
#define TLS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* The level of stunnel's -v, plus one. */
enum policy_client {
	CLIENT_NOT_ASKED,
	CLIENT_IGNORED,		/* asked, but anything is accepted */
	CLIENT_IF_PRESENT,	/* optional, but verified */
	CLIENT_REQUIRED,
	CLIENT_INSTALLED	/* and must itself be among the trusted */
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
	 * must stay in place until tls_handshake_over().
	 */
	const char *trust;
	size_t trust_len;
};

/*
 * Parses TRUST (LEN bytes and a NUL) as a connection would.  -1: E has the
 * block that does not parse or, with DATES, reports an expired revocation list,
 * which makes connections refuse all clients of its CA.
 */
int policy_prove(const char *trust, size_t len, bool dates, struct err *e);

#endif
