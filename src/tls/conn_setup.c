/* SPDX-License-Identifier: MIT */
/* The settings of the handshake: see conn_setup.h. */
#include "tls/conn_setup.h"

#include "tls/conn_chain.h"
#include "tls/conn_state.h"
#include "tls/conn_ticket.h"
#include "tls/group.h"
#include "tls/rng.h"
#include "tls/suite.h"

static int
note_sni(void *unused, mbedtls_ssl_context *ssl, const unsigned char *name,
    size_t len)
{
	(void)unused;
	(void)ssl;
	conn_chain_name(name, len);
	return 0;
}

/* Called after the extensions are read, before a certificate is chosen. */
static int
choose(mbedtls_ssl_context *ssl)
{
	(void)ssl;
	conn_ticket_hello();
	return conn_chain_choose();
}

/* What the policy says of every client; conn_policy() asks for certificates. */
static void
offer(const struct tls_policy *p)
{
	mbedtls_ssl_conf_ciphersuites(&tls.conf,
	    p->suites == NULL ? suite_order() : p->suites);
	mbedtls_ssl_conf_groups(&tls.conf,
	    p->groups == NULL ? group_order() : p->groups);
	if (p->only_tls13)
		mbedtls_ssl_conf_min_tls_version(&tls.conf,
		    MBEDTLS_SSL_VERSION_TLS1_3);
	mbedtls_ssl_conf_authmode(&tls.conf, MBEDTLS_SSL_VERIFY_NONE);
}

int
conn_setup(const struct tls_setup *setup)
{
	unsigned i;
	int rc;

	rc = mbedtls_ssl_config_defaults(&tls.conf, MBEDTLS_SSL_IS_SERVER,
	    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	if (rc != 0)
		return rc;
	offer(&setup->policy);
	mbedtls_ssl_conf_rng(&tls.conf, tls_rng, NULL);
	mbedtls_ssl_conf_sni(&tls.conf, note_sni, NULL);
	mbedtls_ssl_conf_cert_cb(&tls.conf, choose);
	tls.choose = setup->choose;
	tls.acme = setup->acme;
	conn_ticket(setup->tickets);
	rc = conn_chain_add(&setup->chains);
	if (rc != 0)
		return rc;
	if (setup->alpn == NULL)
		return 0;
	for (i = 0; i < 3 && setup->alpn[i] != NULL; i++)
		tls.alpn[i] = setup->alpn[i];
	return mbedtls_ssl_conf_alpn_protocols(&tls.conf, tls.alpn);
}
