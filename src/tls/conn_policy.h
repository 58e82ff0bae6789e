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
 * Sets how clients are asked for a certificate; by default they are not.  P has
 * to stay in place until conn_policy_over().  -1: E has the reason.
 */
int conn_policy(const struct tls_policy *p, struct err *e);

/*
 * To be called after each successful step of the handshake.  Returns 0, or the
 * alert with which to refuse the client because of its certificate.
 */
int conn_policy_judge(void);

/*
 * To be called after a step that failed with RC.  Returns 0, or the alert that
 * mbedTLS has sent.
 */
int conn_policy_failed(int rc);

/* The handshake is over: frees what is no longer needed. */
void conn_policy_over(void);

#endif
