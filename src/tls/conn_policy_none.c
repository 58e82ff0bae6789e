/* SPDX-License-Identifier: MIT */
/* CLIENT_CERTS = no: no client is asked for a certificate. */
#include "tls/conn_policy.h"

int
conn_policy(const struct tls_policy *p, struct err *e)
{
	(void)p;
	(void)e;
	return 0;
}

int
conn_policy_judge(void)
{
	return 0;
}

int
conn_policy_failed(int rc)
{
	(void)rc;
	return 0;
}

void
conn_policy_over(void)
{
}
