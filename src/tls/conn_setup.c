/* SPDX-License-Identifier: MIT */
/* What is agreed on in the handshake: versions, suites, groups, names. */
#include <string.h>

#include "tls/arena.h"
#include "tls/chain_cert.h"
#include "tls/conn_state.h"
#include "tls/rng.h"
#include "tls/suite.h"

/* X25519 first: without it OpenSSL and browsers pay a HelloRetryRequest. */
static const uint16_t groups[] = {
	MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
	MBEDTLS_SSL_IANA_TLS_GROUP_NONE
};

/* Keeps the name the client asked for; what is no host name is dropped. */
static int
note_sni(void *unused, mbedtls_ssl_context *ssl, const unsigned char *name,
    size_t len)
{
	size_t i;

	(void)unused;
	(void)ssl;
	if (len >= sizeof tls.facts.sni)
		return 0;
	for (i = 0; i < len; i++) {
		if (strchr("abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._", name[i]) ==
		    NULL || name[i] == '\0')
			return 0;
	}
	memcpy(tls.facts.sni, name, len);
	tls.facts.sni[len] = '\0';
	return 0;
}

static int
add_chain(mbedtls_x509_crt **to, const struct tls_cert *certs, unsigned n)
{
	mbedtls_x509_crt *chain;
	unsigned i;
	int rc = 0;

	if (n == 0)
		return 0;
	*to = chain = arena_calloc(1, sizeof *chain);
	if (chain == NULL)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	mbedtls_x509_crt_init(chain);
	for (i = 0; i < n && rc == 0; i++)
		rc = chain_cert_add(chain, certs[i].der, certs[i].len, 0);
	if (rc != 0)
		return rc;
	/* The leaf's own public key stands in for the private one. */
	return mbedtls_ssl_conf_own_cert(&tls.conf, chain, &chain->pk);
}

static int
add_chains(const struct tls_chains *chains)
{
	unsigned i;
	int rc = 0;

	for (i = 0; i < TLS_CHAINS_MAX && rc == 0; i++)
		rc = add_chain(&tls.chain[i], chains->certs[i],
		    chains->n_certs[i]);
	return rc;
}

/*
 * The ClientHello's extensions are read and no certificate is chosen yet.  A
 * second ClientHello, after a HelloRetryRequest, brings the same name (RFC
 * 8446, 4.1.2) and changes nothing.
 */
static int
choose(mbedtls_ssl_context *ssl)
{
	struct tls_chains chains;

	(void)ssl;
	if (tls.choose == NULL)
		return 0;
	memset(&chains, 0, sizeof chains);
	if (tls.choose(tls.facts.sni, &chains) < 0 || add_chains(&chains) != 0)
		return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
	tls.choose = NULL;
	return 0;
}

int
conn_configure(const struct tls_setup *setup)
{
	unsigned i;
	int rc;

	rc = mbedtls_ssl_config_defaults(&tls.conf, MBEDTLS_SSL_IS_SERVER,
	    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	if (rc != 0)
		return rc;
	mbedtls_ssl_conf_rng(&tls.conf, tls_rng, NULL);
	mbedtls_ssl_conf_ciphersuites(&tls.conf, suite_order());
	mbedtls_ssl_conf_groups(&tls.conf, groups);
	mbedtls_ssl_conf_authmode(&tls.conf, MBEDTLS_SSL_VERIFY_NONE);
	mbedtls_ssl_conf_sni(&tls.conf, note_sni, NULL);
	mbedtls_ssl_conf_cert_cb(&tls.conf, choose);
	tls.choose = setup->choose;
	rc = add_chains(&setup->chains);
	if (rc != 0)
		return rc;
	if (setup->alpn == NULL)
		return 0;
	for (i = 0; i < 3 && setup->alpn[i] != NULL; i++)
		tls.alpn[i] = setup->alpn[i];
	return mbedtls_ssl_conf_alpn_protocols(&tls.conf, tls.alpn);
}
