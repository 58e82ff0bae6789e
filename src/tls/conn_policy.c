/* SPDX-License-Identifier: MIT */
/*
 * The policy of a connection: see conn_policy.h.
 *
 * mbedTLS is always told that a certificate is optional, and its findings are
 * judged here after the step: by itself it would accept a bad certificate at
 * level 1, send no_certificate (SSL 3) instead of certificate_required (TLS
 * 1.3), and report an expired certificate of an unknown CA as expired.
 */

/* For the client's certificate, which is freed before relaying. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/conn_policy.h"

#include <mbedtls/oid.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/sbuf.h"
#include "tls/alert.h"
#include "tls/arena.h"
#include "tls/conn_state.h"
#include "tls/dn.h"
#include "tls/trust.h"

/* In addition to mbedTLS's flags, which end at 0x100000. */
#define FLAG_NAME_TOO_LONG	0x10000000U
#define FLAG_IS_CA		0x20000000U
#define FLAG_NOT_INSTALLED	0x40000000U

#define FLAGS_DATES	(0U | MBEDTLS_X509_BADCERT_EXPIRED | \
	MBEDTLS_X509_BADCERT_FUTURE | MBEDTLS_X509_BADCRL_EXPIRED | \
	MBEDTLS_X509_BADCRL_FUTURE)

/* Reasons to refuse a certificate; the first that applies is reported. */
static const struct {
	uint32_t flags;
	unsigned char alert;
	char why[16];
} causes[] = {
	{ MBEDTLS_X509_BADCERT_NOT_TRUSTED, ALERT_UNKNOWN_CA, "unknown-ca" },
	{ MBEDTLS_X509_BADCERT_REVOKED, ALERT_CERTIFICATE_REVOKED,
	    "revoked" },
	{ MBEDTLS_X509_BADCERT_EXPIRED, ALERT_CERTIFICATE_EXPIRED,
	    "expired" },
	{ MBEDTLS_X509_BADCERT_FUTURE, ALERT_CERTIFICATE_EXPIRED,
	    "not-yet-valid" },
	{ MBEDTLS_X509_BADCRL_EXPIRED, ALERT_CERTIFICATE_UNKNOWN,
	    "crl-expired" },
	{ MBEDTLS_X509_BADCRL_NOT_TRUSTED | MBEDTLS_X509_BADCRL_FUTURE |
	    MBEDTLS_X509_BADCRL_BAD_MD | MBEDTLS_X509_BADCRL_BAD_PK |
	    MBEDTLS_X509_BADCRL_BAD_KEY, ALERT_CERTIFICATE_UNKNOWN,
	    "crl-invalid" },
	{ MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK |
	    MBEDTLS_X509_BADCERT_BAD_KEY, ALERT_UNSUPPORTED_CERTIFICATE,
	    "weak" },
	{ MBEDTLS_X509_BADCERT_KEY_USAGE |
	    MBEDTLS_X509_BADCERT_EXT_KEY_USAGE,
	    ALERT_UNSUPPORTED_CERTIFICATE, "not-for-clients" },
	{ FLAG_IS_CA, ALERT_UNSUPPORTED_CERTIFICATE, "is-a-ca" },
	{ FLAG_NAME_TOO_LONG, ALERT_BAD_CERTIFICATE, "name-too-long" },
	{ FLAG_NOT_INSTALLED, ALERT_ACCESS_DENIED, "not-installed" },
	{ UINT32_MAX, ALERT_CERTIFICATE_UNKNOWN, "unacceptable" }
};

/* NULL: no certificate is requested, and the rest is unused. */
static const struct tls_policy *policy;

/* The second byte of a signature scheme. */
enum { ECDSA = 3 };

static APART struct {
	struct trust trust;
	char subject[TLS_DN_MAX], issuer[TLS_DN_MAX];
	bool seen, judged;
} client;

/* Called by mbedTLS for each certificate of a chain, the top one first. */
static int
look(void *unused, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
	struct sbuf subject, issuer;
	bool installed;

	(void)unused;
	/* If the clock is before the build date, no date can be checked. */
	if (clock_wall() < clock_built()) {
		*flags &= ~FLAGS_DATES;
		tls.facts.client.undated = true;
	}
	/* mbedTLS checks the purpose of the leaf only, not that of CAs. */
	if (mbedtls_x509_crt_check_extended_key_usage(crt,
	    MBEDTLS_OID_CLIENT_AUTH,
	    MBEDTLS_OID_SIZE(MBEDTLS_OID_CLIENT_AUTH)) != 0)
		*flags |= MBEDTLS_X509_BADCERT_EXT_KEY_USAGE;
	if (depth > 0)
		return 0;
	client.seen = true;
	installed = trust_has(&client.trust, crt) != 0;
	if (!installed && mbedtls_x509_crt_get_ca_istrue(crt) == 1)
		*flags |= FLAG_IS_CA;
	if (!installed && policy->client == CLIENT_INSTALLED)
		*flags |= FLAG_NOT_INSTALLED;
	sbuf_init(&subject, client.subject, sizeof client.subject);
	dn_line(&subject, &crt->subject);
	sbuf_init(&issuer, client.issuer, sizeof client.issuer);
	dn_line(&issuer, &crt->issuer);
	/* A truncated name could be somebody else's. */
	if (subject.cut || issuer.cut)
		*flags |= FLAG_NAME_TOO_LONG;
	return 0;
}

int
conn_policy(const struct tls_policy *p, struct err *e)
{
	if (p->client == CLIENT_NOT_ASKED)
		return 0;
	policy = p;
	mbedtls_ssl_conf_authmode(&tls.conf, MBEDTLS_SSL_VERIFY_OPTIONAL);
	mbedtls_ssl_conf_verify(&tls.conf, look, NULL);
	trust_init(&client.trust);
	if (p->client == CLIENT_IGNORED)
		return 0;
	if (trust_add(&client.trust, p->trust, p->trust_len, e) < 0)
		return -1;
	mbedtls_ssl_conf_ca_chain(&tls.conf, &client.trust.certs,
	    &client.trust.crls);
	return 0;
}

static int
refuse(const char *why, int alert)
{
	tls.facts.client.refused = why;
	return alert;
}

static int
judge(uint32_t flags)
{
	size_t i = 0;

	tls.facts.client.subject = client.subject;
	tls.facts.client.issuer = client.issuer;
	if (flags == 0)
		return 0;
	while ((causes[i].flags & flags) == 0)
		i++;
	return refuse(causes[i].why, causes[i].alert);
}

/*
 * Whether the CertificateVerify of TLS 1.3, which the engine has just verified,
 * names a curve other than the key's (RFC 8446, 4.2.3).
 */
static bool
names_other_curve(void)
{
	static const unsigned char curves[][2] = { { 4, 32 }, { 5, 48 } };
	const mbedtls_ssl_context *ssl = &tls.ssl;
	mbedtls_pk_context *pk;
	size_t i;

	if (ssl->state != MBEDTLS_SSL_CLIENT_FINISHED || ssl->in_hslen < 6 ||
	    ssl->in_msg[0] != MBEDTLS_SSL_HS_CERTIFICATE_VERIFY ||
	    ssl->in_msg[5] != ECDSA ||
	    ssl->session_negotiate->peer_cert == NULL)
		return false;
	pk = &ssl->session_negotiate->peer_cert->pk;
	for (i = 0; i < sizeof curves / sizeof curves[0]; i++)
		if (ssl->in_msg[4] == curves[i][0])
			return mbedtls_pk_get_len(pk) != curves[i][1];
	return false;
}

int
conn_policy_judge(void)
{
	uint32_t flags;
	bool none;

	if (policy == NULL)
		return 0;
	if (names_other_curve())
		return ALERT_ILLEGAL_PARAMETER;
	if (client.judged)
		return 0;
	flags = mbedtls_ssl_get_verify_result(&tls.ssl);
	/* In the end, one that was never verified counts as none. */
	none = flags == MBEDTLS_X509_BADCERT_MISSING ||
	    (!client.seen && mbedtls_ssl_is_handshake_over(&tls.ssl));
	if (!none && !client.seen)
		return 0;
	client.judged = true;
	if (policy->client == CLIENT_IGNORED)
		return 0;
	if (!none)
		return judge(flags);
	if (policy->client == CLIENT_IF_PRESENT)
		return 0;
	return refuse("none", mbedtls_ssl_get_version_number(&tls.ssl) ==
	    MBEDTLS_SSL_VERSION_TLS1_3 ? ALERT_CERTIFICATE_REQUIRED :
	    ALERT_HANDSHAKE_FAILURE);
}

int
conn_policy_failed(int rc)
{
	if (policy == NULL || rc != MBEDTLS_ERR_X509_FATAL_ERROR)
		return 0;
	return refuse("chain-too-long", ALERT_ACCESS_DENIED);
}

void
conn_policy_over(void)
{
	mbedtls_ssl_session *s = tls.ssl.session;

	if (policy == NULL)
		return;
	if (s != NULL && s->peer_cert != NULL) {
		mbedtls_x509_crt_free(s->peer_cert);
		arena_free(s->peer_cert);
		s->peer_cert = NULL;
	}
	mbedtls_ssl_conf_ca_chain(&tls.conf, NULL, NULL);
	trust_free(&client.trust);
	policy = NULL;
}
