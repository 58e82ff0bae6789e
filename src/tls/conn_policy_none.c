/* SPDX-License-Identifier: MIT */
/* CLIENT_CERTS = no: no client is asked for a certificate. */
#include "tls/conn_policy.h"
#include "tls/conn_state.h"
#include "tls/group.h"
#include "tls/suite.h"

int
conn_policy(const struct tls_policy *p, struct err *e)
{
	(void)e;
	mbedtls_ssl_conf_ciphersuites(&tls.conf,
	    p->suites == NULL ? suite_order() : p->suites);
	mbedtls_ssl_conf_groups(&tls.conf,
	    p->groups == NULL ? group_order() : p->groups);
	if (p->only_tls13)
		mbedtls_ssl_conf_min_tls_version(&tls.conf,
		    MBEDTLS_SSL_VERSION_TLS1_3);
	mbedtls_ssl_conf_authmode(&tls.conf, MBEDTLS_SSL_VERIFY_NONE);
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
