/* SPDX-License-Identifier: MIT */
/*
 * The policy of a connection (policy.h) in its handshake; for tls.c and
 * conn*.c.
 */
#ifndef TLS_CONN_POLICY_H
#define TLS_CONN_POLICY_H

#include "base/err.h"
#include "tls/policy.h"

/*
 * Sets versions, suites, groups and how clients are asked for a certificate;
 * P stays in place until conn_policy_over().  -1: E says why not.
 */
int conn_policy(const struct tls_policy *p, struct err *e);

/*
 * After each step of the handshake that went well; 0, or the alert to refuse
 * the client with because of its certificate.
 */
int conn_policy_judge(void);

/* After a step that failed with RC; 0, or the alert that mbedTLS has sent. */
int conn_policy_failed(int rc);

/* The handshake is over: gives back what is needed no more. */
void conn_policy_over(void);

#endif
