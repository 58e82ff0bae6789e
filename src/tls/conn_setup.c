/* SPDX-License-Identifier: MIT */
/* What is agreed on in the handshake: certificate and names. */
#include <string.h>

#include "tls/chain_cert.h"
#include "tls/conn_state.h"
#include "tls/rng.h"

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
	mbedtls_ssl_conf_sni(&tls.conf, note_sni, NULL);
	for (i = 0; i < setup->n_certs; i++) {
		rc = chain_cert_add(&tls.chain, setup->certs[i].der,
		    setup->certs[i].len, 0);
		if (rc != 0)
			return rc;
	}
	/* The leaf's own public key stands in for the private one. */
	rc = mbedtls_ssl_conf_own_cert(&tls.conf, &tls.chain, &tls.chain.pk);
	if (rc != 0)
		return rc;
	if (setup->alpn == NULL)
		return 0;
	for (i = 0; i < 3 && setup->alpn[i] != NULL; i++)
		tls.alpn[i] = setup->alpn[i];
	return mbedtls_ssl_conf_alpn_protocols(&tls.conf, tls.alpn);
}
