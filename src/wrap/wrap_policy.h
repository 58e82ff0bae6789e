/* SPDX-License-Identifier: MIT */
/*
 * The wrapper's options for client certificates and TLS parameters: -v -a -A
 * --crl, -C --tls-min --groups, --alpn.
 */
#ifndef WRAP_WRAP_POLICY_H
#define WRAP_WRAP_POLICY_H

#include <stdbool.h>

#include "base/err.h"
#include "tls/group.h"
#include "tls/policy.h"
#include "tls/suite.h"

enum { VERIFY_UNSET = 4 };	/* beside -v 0 to 3 */

struct wrap_policy {
	unsigned long verify;		/* -v; VERIFY_UNSET */
	const char *ca_dir, *ca_file;	/* -a, -A */
	const char *crl_file;		/* --crl */
	const char *suites;		/* -C */
	const char *groups;		/* --groups */
	const char *tls_min;		/* --tls-min */
	const char *alpn;		/* --alpn */
	/* filled in from the above */
	int suite_numbers[SUITES + 1];
	uint16_t group_numbers[GROUPS + 1];
	bool only_tls13;
};

/* Parses the values of these options; -1: E names the invalid one. */
int wrap_policy_parse(struct wrap_policy *o, struct err *e);

/* The policy for a connection, without the files; it points into O. */
void wrap_policy_fill(struct tls_policy *p, const struct wrap_policy *o);

#endif
