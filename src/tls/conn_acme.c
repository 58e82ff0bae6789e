/* SPDX-License-Identifier: MIT */
/* Answering a validating CA: see conn_acme.h. */
#include "tls/conn_acme.h"

#include "tls/alert.h"
#include "tls/conn_chain.h"
#include "tls/conn_policy.h"
#include "tls/conn_state.h"
#include "tls/conn_ticket.h"
#include "tls/hello_acme.h"

int
conn_acme(const struct hello *h)
{
	static bool first = true;
	bool is_acme, again = !first;

	if (tls.acme == NULL)
		return 0;
	first = false;
	is_acme = hello_is_acme(h);
	/* After a HelloRetryRequest the same is asked for (RFC 8446, 4.1.2). */
	if (again)
		return is_acme == tls.facts.acme ? 0 :
		    ALERT_ILLEGAL_PARAMETER;
	if (!is_acme)
		return 0;
	tls.facts.acme = true;
	tls.alpn[0] = HELLO_ACME;
	tls.alpn[1] = NULL;
	if (mbedtls_ssl_conf_alpn_protocols(&tls.conf, tls.alpn) != 0)
		return ALERT_INTERNAL_ERROR;
	conn_chain_drop();
	tls.choose = tls.acme;
	conn_ticket(NULL);
	conn_policy_over();
	mbedtls_ssl_conf_authmode(&tls.conf, MBEDTLS_SSL_VERIFY_NONE);
	return 0;
}
