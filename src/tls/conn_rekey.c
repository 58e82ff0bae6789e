/* SPDX-License-Identifier: MIT */
/* KeyUpdate: see conn_rekey.h. */

/* For the record layer's keys, counters and message, and the secrets. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/conn_rekey.h"

#include <stdbool.h>
#include <string.h>

#include <mbedtls/inside/ssl_misc.h>
#include <mbedtls/inside/ssl_tls13_keys.h>

#include "base/wipe.h"
#include "tls/alert.h"
#include "tls/conn_state.h"

enum {
	KEY_UPDATE = 24,
	MESSAGE = 5,		/* type, length, request_update */
	IV_BYTES = 12,		/* of every suite (RFC 8446, 5.3) */
	IN_A_ROW = 32,
	FORCE_FLUSH = 1
};

static bool due;		/* update our keys before the next data */
static bool going;		/* our KeyUpdate is being sent */
static unsigned in_a_row;

/* HKDF-Expand-Label(SECRET, "traffic upd", "", Hash.length), in place. */
static int
move_on(psa_algorithm_t hash, unsigned char *secret)
{
	unsigned char old[MBEDTLS_TLS1_3_MD_MAX_SIZE];
	size_t len = PSA_HASH_LENGTH(hash);
	int rc;

	memcpy(old, secret, len);
	rc = mbedtls_ssl_tls13_hkdf_expand_label(hash, old, len,
	    MBEDTLS_SSL_TLS1_3_LBL_WITH_LEN(traffic_upd), NULL, 0, secret,
	    len);
	wipe(old, sizeof old);
	return rc;
}

/*
 * Derives the next SECRET of one direction.  The engine keeps the keys of both
 * in one object: those of the other are derived again, unchanged.
 */
static int
renew(unsigned char *secret)
{
	mbedtls_ssl_context *ssl = &tls.ssl;
	mbedtls_ssl_tls13_application_secrets *s = &ssl->session->app_secrets;
	const mbedtls_ssl_ciphersuite_t *suite =
	    mbedtls_ssl_ciphersuite_from_id(ssl->session->ciphersuite);
	psa_algorithm_t hash =
	    mbedtls_md_psa_alg_from_type((mbedtls_md_type_t)suite->mac);
	mbedtls_ssl_key_set keys;
	int rc;

	rc = move_on(hash, secret);
	if (rc == 0)
		rc = mbedtls_ssl_tls13_make_traffic_keys(hash,
		    s->client_application_traffic_secret_N,
		    s->server_application_traffic_secret_N,
		    PSA_HASH_LENGTH(hash), mbedtls_cipher_info_get_key_bitlen(
		    mbedtls_cipher_info_from_type((mbedtls_cipher_type_t)
		    suite->cipher)) / 8, IV_BYTES, &keys);
	if (rc == 0) {
		mbedtls_ssl_transform_free(ssl->transform_application);
		mbedtls_ssl_transform_init(ssl->transform_application);
		rc = mbedtls_ssl_tls13_populate_transform(
		    ssl->transform_application, MBEDTLS_SSL_IS_SERVER,
		    suite->id, &keys, ssl);
	}
	wipe(&keys, sizeof keys);
	return rc;
}

static int
refuse(int alert)
{
	tls.refusal = alert;
	return MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE;
}

int
conn_rekey_heard(void)
{
	mbedtls_ssl_context *ssl = &tls.ssl;
	int rc;

	/* A length of 0: the message is an earlier one. */
	if (ssl->tls_version != MBEDTLS_SSL_VERSION_TLS1_3 ||
	    ssl->in_msgtype != MBEDTLS_SSL_MSG_HANDSHAKE ||
	    ssl->in_hslen == 0 || ssl->in_msg[0] != KEY_UPDATE)
		return MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE;
	if (ssl->in_hslen != MESSAGE)
		return refuse(ALERT_DECODE_ERROR);
	if (ssl->in_msg[MESSAGE - 1] > 1)
		return refuse(ALERT_ILLEGAL_PARAMETER);
	/* Nothing may follow it in its record (RFC 8446, 5.1). */
	if (ssl->in_msglen != ssl->in_hslen || ++in_a_row > IN_A_ROW)
		return refuse(ALERT_UNEXPECTED_MESSAGE);
	rc = renew(
	    ssl->session->app_secrets.client_application_traffic_secret_N);
	if (rc != 0)
		return rc;
	memset(ssl->in_ctr, 0, MBEDTLS_SSL_SEQUENCE_NUMBER_LEN);
	if (ssl->in_msg[MESSAGE - 1] == 1)
		due = true;
	return 0;
}

void
conn_rekey_data(void)
{
	in_a_row = 0;
}

int
conn_rekey_send(void)
{
	static const unsigned char ours[MESSAGE] = { KEY_UPDATE, 0, 0, 1, 0 };
	mbedtls_ssl_context *ssl = &tls.ssl;
	int rc, sent;

	if (going) {
		rc = mbedtls_ssl_flush_output(ssl);
		if (rc != 0)
			return rc;
		going = false;
	}
	/* Data that is already encrypted goes first. */
	if (!due || ssl->out_left != 0)
		return 0;
	ssl->out_msgtype = MBEDTLS_SSL_MSG_HANDSHAKE;
	ssl->out_msglen = sizeof ours;
	memcpy(ssl->out_msg, ours, sizeof ours);
	sent = mbedtls_ssl_write_record(ssl, FORCE_FLUSH);
	if (sent != 0 && sent != MBEDTLS_ERR_SSL_WANT_WRITE)
		return sent;
	due = false;
	going = sent != 0;
	rc = renew(
	    ssl->session->app_secrets.server_application_traffic_secret_N);
	memset(ssl->cur_out_ctr, 0, sizeof ssl->cur_out_ctr);
	return rc != 0 ? rc : sent;
}
