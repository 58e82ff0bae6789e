/* SPDX-License-Identifier: MIT */
/* A ClientHello before the engine reads it: see conn_hello.h. */

/* For the message in the engine's buffer, and its settings. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/conn_hello.h"

#include <mbedtls/ecp.h>
#include <mbedtls/inside/ssl_misc.h>

#include "tls/alert.h"
#include "tls/conn_acme.h"
#include "tls/conn_state.h"
#include "tls/hello.h"
#include "tls/suite.h"

/* The configured suites, but only the chosen one of TLS 1.3. */
static int suites[SUITES + 1];

static int
refuse(int alert)
{
	tls.refusal = alert;
	return MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER;
}

/*
 * The suite in a HelloRetryRequest is binding (RFC 8446, 4.1.4): the choice
 * stays for the second hello.
 */
static int
choose_suite(const struct hello *h)
{
	const int *ours = tls.conf.ciphersuite_list;
	int *to = suites;

	if (tls.suite13 != 0)
		return hello_offers(h, (unsigned)tls.suite13) ? 0 :
		    refuse(ALERT_ILLEGAL_PARAMETER);
	for (; *ours != 0; ours++) {
		if (suite_is_tls13(*ours)) {
			if (tls.suite13 != 0 ||
			    !hello_offers(h, (unsigned)*ours))
				continue;
			tls.suite13 = *ours;
		}
		*to++ = *ours;
	}
	*to = 0;
	mbedtls_ssl_conf_ciphersuites(&tls.conf, suites);
	return 0;
}

/* A point off the curve must be refused before answering (4.2.8.2). */
static int
check_share(mbedtls_ecp_group_id curve, const uint8_t *key, size_t len)
{
	mbedtls_ecp_point point;
	mbedtls_ecp_group group;
	int rc;

	mbedtls_ecp_group_init(&group);
	mbedtls_ecp_point_init(&point);
	rc = mbedtls_ecp_group_load(&group, curve);
	if (rc == 0)
		rc = mbedtls_ecp_point_read_binary(&group, &point, key, len);
	if (rc == 0)
		rc = mbedtls_ecp_check_pubkey(&group, &point);
	mbedtls_ecp_point_free(&point);
	mbedtls_ecp_group_free(&group);
	if (rc == MBEDTLS_ERR_ECP_ALLOC_FAILED)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	return rc == 0 ? 0 : refuse(ALERT_ILLEGAL_PARAMETER);
}

static int
check_shares(const struct hello *h)
{
	const uint16_t *group;
	const uint8_t *key;
	size_t len;
	int rc = 0;

	for (group = tls.conf.group_list; *group != 0 && rc == 0; group++) {
		key = hello_share(h, *group, &len);
		if (key != NULL)
			rc = check_share(
			    mbedtls_ssl_get_ecp_group_id_from_tls_id(*group),
			    key, len);
	}
	return rc;
}

/*
 * The record length that the client asks for, 2^9 to 2^12 (RFC 6066, 4).  The
 * engine confirms it in TLS 1.2 only; in TLS 1.3 data is sent in such records
 * without confirmation.
 */
static int
note_fragment(const struct hello *h)
{
	const uint8_t *code;
	size_t len;

	code = hello_extension(h, HELLO_MAX_FRAGMENT, &len);
	if (code == NULL)
		return 0;
	if (len != 1 || code[0] < 1 || code[0] > 4)
		return refuse(ALERT_ILLEGAL_PARAMETER);
	tls.fragment = (size_t)256 << code[0];
	return 0;
}

/*
 * Whether it offers TLS 1.2 at most, which is not served.  Of a hello without
 * any extensions the engine says that it is cut off.
 */
static bool
is_old(const struct hello *h)
{
	size_t len;

	return tls.conf.min_tls_version == MBEDTLS_SSL_VERSION_TLS1_3 &&
	    hello_extension(h, HELLO_VERSIONS, &len) == NULL;
}

static int
check(void)
{
	struct hello h;
	int fault, rc;

	if (hello_parse(&h, tls.ssl.in_msg, tls.ssl.in_hslen) < 0)
		return refuse(ALERT_DECODE_ERROR);
	fault = hello_fault(&h);
	if (fault == 0)
		fault = conn_acme(&h);
	if (fault != 0)
		return refuse(fault);
	if (is_old(&h))
		return refuse(ALERT_PROTOCOL_VERSION);
	rc = choose_suite(&h);
	if (rc == 0)
		rc = note_fragment(&h);
	return rc == 0 ? check_shares(&h) : rc;
}

int
conn_hello(void)
{
	mbedtls_ssl_context *ssl = &tls.ssl;
	int rc;

	/* A kept message has been checked: the engine tries TLS 1.3 first. */
	if (ssl->state != MBEDTLS_SSL_CLIENT_HELLO ||
	    ssl->keep_current_message != 0)
		return 0;
	rc = mbedtls_ssl_flush_output(ssl);
	if (rc == 0)
		rc = mbedtls_ssl_read_record(ssl, 0);
	if (rc != 0)
		return rc;
	ssl->keep_current_message = 1;
	tls.said_hello = true;
	/* The engine refuses other messages. */
	return ssl->in_msgtype == MBEDTLS_SSL_MSG_HANDSHAKE &&
	    ssl->in_msg[0] == MBEDTLS_SSL_HS_CLIENT_HELLO ? check() : 0;
}
