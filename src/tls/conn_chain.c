/* SPDX-License-Identifier: MIT */
/* The server name and the certificates: see conn_chain.h. */
#include "tls/conn_chain.h"

#include <string.h>

#include "tls/alert.h"
#include "tls/arena.h"
#include "tls/chain_cert.h"
#include "tls/conn_state.h"

void
conn_chain_name(const unsigned char *name, size_t len)
{
	size_t i;

	if (tls.chosen || len >= sizeof tls.facts.sni)
		return;
	for (i = 0; i < len; i++) {
		if (strchr("abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._", name[i]) ==
		    NULL || name[i] == '\0')
			return;
	}
	memcpy(tls.facts.sni, name, len);
	tls.facts.sni[len] = '\0';
}

static int
add_chain(mbedtls_x509_crt **to, const struct tls_cert *certs, unsigned n)
{
	mbedtls_x509_crt *chain, *x;
	unsigned i;
	int rc;

	if (n == 0)
		return 0;
	*to = chain = arena_calloc(1, sizeof *chain);
	if (chain == NULL)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	mbedtls_x509_crt_init(chain);
	rc = chain_cert_add(chain, certs[0].der, certs[0].len, 0);
	if (rc != 0)
		return rc;
	/* Of the others the engine sends the bytes and needs no more. */
	for (i = 1, x = chain; i < n; i++) {
		x->next = arena_calloc(1, sizeof *x);
		if (x->next == NULL)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
		x = x->next;
		mbedtls_x509_crt_init(x);
		x->raw.p = (unsigned char *)certs[i].der;
		x->raw.len = certs[i].len;
	}
	/* The leaf's own public key stands in for the private one. */
	return mbedtls_ssl_conf_own_cert(&tls.conf, chain, &chain->pk);
}

int
conn_chain_add(const struct tls_chains *chains)
{
	unsigned i;
	int rc = 0;

	for (i = 0; i < TLS_CHAINS_MAX && rc == 0; i++)
		rc = add_chain(&tls.chain[i], chains->certs[i],
		    chains->n_certs[i]);
	return rc;
}

void
conn_chain_drop(void)
{
	unsigned i;

	for (i = 0; i < TLS_CHAINS_MAX; i++)
		if (tls.chain[i] != NULL) {
			mbedtls_x509_crt_free(tls.chain[i]);
			arena_free(tls.chain[i]);
			tls.chain[i] = NULL;
		}
	(void)mbedtls_ssl_conf_own_cert(&tls.conf, NULL, NULL);
}

/* There is no certificate for the name, or no name (RFC 8446, 9.2). */
static int
alert_for_no_chain(void)
{
	if (tls.facts.sni[0] != '\0')
		return ALERT_UNRECOGNIZED_NAME;
	return mbedtls_ssl_get_version_number(&tls.ssl) ==
	    MBEDTLS_SSL_VERSION_TLS1_3 ? ALERT_MISSING_EXTENSION :
	    ALERT_HANDSHAKE_FAILURE;
}

/*
 * The ClientHello after a HelloRetryRequest repeats the name (RFC 8446, 4.1.2).
 * Any other name is ignored: the backend is told the one for which certificate
 * and session were chosen.
 */
int
conn_chain_choose(void)
{
	struct tls_chains chains;

	tls.chosen = true;
	if (tls.choose == NULL)
		return 0;
	memset(&chains, 0, sizeof chains);
	if (tls.choose(tls.facts.sni, &chains) < 0) {
		tls.refusal = alert_for_no_chain();
		return MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE;
	}
	if (conn_chain_add(&chains) != 0)
		return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
	tls.choose = NULL;
	return 0;
}
