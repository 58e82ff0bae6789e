/* SPDX-License-Identifier: MIT */
/* A client's signature scheme goes with the curve of its key in TLS 1.3. */

/* The engine's state after a CertificateVerify is put in place by hand. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "lib/unit.h"
#include "tls/alert.h"
#include "tls/conn_policy.h"
#include "tls/conn_state.h"

static unsigned char message[64];
static mbedtls_ssl_session session;
static mbedtls_x509_crt crt;

static const struct {
	unsigned scheme;
	mbedtls_ecp_group_id curve;
	int alert;
} rows[] = {
	{ 0x0403, MBEDTLS_ECP_DP_SECP256R1, 0 },
	{ 0x0503, MBEDTLS_ECP_DP_SECP384R1, 0 },
	{ 0x0503, MBEDTLS_ECP_DP_SECP256R1, ALERT_ILLEGAL_PARAMETER },
	{ 0x0403, MBEDTLS_ECP_DP_SECP384R1, ALERT_ILLEGAL_PARAMETER }
};

int
main(void)
{
	static const struct tls_policy policy = { .client = CLIENT_IGNORED };
	struct err e;
	size_t i;

	err_clear(&e);
	mbedtls_ssl_init(&tls.ssl);
	mbedtls_ssl_config_init(&tls.conf);
	tls.ssl.conf = &tls.conf;
	CHECK_INT(conn_policy(&policy, &e), 0);
	tls.ssl.state = MBEDTLS_SSL_CLIENT_FINISHED;
	tls.ssl.in_msg = message;
	tls.ssl.in_hslen = sizeof message;
	tls.ssl.session_negotiate = &session;
	session.peer_cert = &crt;
	message[0] = MBEDTLS_SSL_HS_CERTIFICATE_VERIFY;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		mbedtls_x509_crt_init(&crt);
		CHECK(mbedtls_pk_setup(&crt.pk, mbedtls_pk_info_from_type(
		    MBEDTLS_PK_ECKEY)) == 0);
		CHECK(mbedtls_ecp_group_load(&mbedtls_pk_ec(crt.pk)->grp,
		    rows[i].curve) == 0);
		message[4] = (unsigned char)(rows[i].scheme >> 8);
		message[5] = (unsigned char)rows[i].scheme;
		CHECK_INT(conn_policy_judge(), rows[i].alert);
		/* RSA-PSS with the same hash is no curve's. */
		message[4] = 8;
		message[5] = 4;
		CHECK_INT(conn_policy_judge(), 0);
		mbedtls_x509_crt_free(&crt);
	}
	return unit_done();
}
