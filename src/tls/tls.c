/* SPDX-License-Identifier: MIT */
/* One TLS server connection: see tls.h. */

/*
 * For the location and state of the record buffers, whose pages are returned
 * when idle; mbedTLS 3.6 has no accessors.
 */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/tls.h"

#include <string.h>

#include <mbedtls/inside/ssl_misc.h>
#include <psa/crypto.h>

#include "base/wipe.h"
#include "tls/alert.h"
#include "tls/arena.h"
#include "tls/conn_bio.h"
#include "tls/conn_chain.h"
#include "tls/conn_end.h"
#include "tls/conn_hello.h"
#include "tls/conn_policy.h"
#include "tls/conn_rekey.h"
#include "tls/conn_setup.h"
#include "tls/conn_state.h"
#include "tls/conn_ticket.h"

/*
 * Room reserved in the first page of the arena for what an idle connection
 * keeps: the session, which mbedTLS otherwise allocates after the certificates,
 * and the keys for application data, allocated late in the handshake.
 * Measured: 640 and 1640 bytes (AES-256-GCM); saves 4 KB.  64 more let the
 * session sink where the certificates are chosen by name, which moves the keys
 * up: 4 KB there.
 */
enum { ROOM_SESSION, ROOM_KEYS, ROOM_SESSION_BYTES = 704,
	ROOM_KEYS_BYTES = 1664 };

struct tls_conn tls;

static long tls_read(void *self, void *buf, size_t cap);
static long tls_write(void *self, const void *buf, size_t len);
static long tls_shut(void *self);

static void
leave_room(unsigned i)
{
	arena_free(tls.room[i]);
	tls.room[i] = NULL;
}

int
tls_start(const struct tls_setup *setup, struct stream *transport,
    struct err *e)
{
	/* Only after the last fork: nothing in here may be shared. */
	if (psa_crypto_init() != PSA_SUCCESS)
		return err_why(e, "start the TLS engine", NULL,
		    "no randomness");
	remote_key_use(setup->sign);
	tls.transport = transport;
	watch_init(&tls.watch);
	tls.stream.self = &tls;
	tls.stream.read = tls_read;
	tls.stream.write = tls_write;
	tls.stream.shut = tls_shut;
	mbedtls_ssl_init(&tls.ssl);
	mbedtls_ssl_config_init(&tls.conf);
	tls.room[ROOM_SESSION] = arena_calloc(1, ROOM_SESSION_BYTES);
	tls.room[ROOM_KEYS] = arena_calloc(1, ROOM_KEYS_BYTES);
	if (conn_setup(setup) != 0 ||
	    conn_policy(&setup->policy, e) < 0)
		return err_why(e, "start the TLS engine", NULL,
		    "the chain does not load");
	leave_room(ROOM_SESSION);
	if (mbedtls_ssl_setup(&tls.ssl, &tls.conf) != 0)
		return err_why(e, "start the TLS engine", NULL,
		    "not enough memory");
	conn_bio();
	return 0;
}

static bool
would_block(int rc)
{
	return rc == MBEDTLS_ERR_SSL_WANT_READ ||
	    rc == MBEDTLS_ERR_SSL_WANT_WRITE;
}

static long
again(int rc)
{
	tls.stream.want = rc == MBEDTLS_ERR_SSL_WANT_READ ? STREAM_WANT_READ :
	    STREAM_WANT_WRITE;
	return STREAM_AGAIN;
}

/*
 * After its Finished a server encrypts with the keys of application data (RFC
 * 8446, 4.4.4).  mbedTLS switches only when the client has finished, too, so no
 * client could read an alert about its certificate.
 */
static void
switch_keys(void)
{
	mbedtls_ssl_context *ssl = &tls.ssl;

	if (ssl->transform_application == NULL ||
	    ssl->transform_out == ssl->transform_application)
		return;
	ssl->transform_out = ssl->transform_application;
	memset(ssl->cur_out_ctr, 0, sizeof ssl->cur_out_ctr);
}

/* The steps that make the application data keys, TLS 1.2 and 1.3. */
static bool
makes_keys(int state)
{
	return state == MBEDTLS_SSL_CLIENT_KEY_EXCHANGE ||
	    state == MBEDTLS_SSL_SERVER_FINISHED ||
	    (state == MBEDTLS_SSL_SERVER_HELLO && tls.resumes);
}

/*
 * The client is gone and cannot be sent a ticket (TLS 1.3), but the data that
 * it sent after its Finished can still be read.
 */
static bool
is_ticket_lost(void)
{
	return mbedtls_ssl_is_handshake_over(&tls.ssl) &&
	    tls.transport_end == STREAM_GONE;
}

/*
 * A ClientKeyExchange of TLS 1.2 that is in shape: its point is on no curve or
 * of low order, and has the right length or another.
 */
static bool
is_bad_point(int rc)
{
	const mbedtls_ssl_context *ssl = &tls.ssl;
	const size_t header = 4 + 1;

	return rc == MBEDTLS_ERR_SSL_DECODE_ERROR &&
	    ssl->state == MBEDTLS_SSL_CLIENT_KEY_EXCHANGE &&
	    ssl->in_hslen > header &&
	    ssl->in_hslen == header + ssl->in_msg[header - 1];
}

enum tls_progress
tls_handshake(void)
{
	int rc;

	tls.reads = 0;
	do {
		if (makes_keys(tls.ssl.state))
			leave_room(ROOM_KEYS);
		rc = conn_hello();
		if (rc == 0)
			rc = mbedtls_ssl_handshake_step(&tls.ssl);
		/*
		 * mbedTLS does not check every allocation, and might then
		 * accept any Finished (CVE-2025-27810).
		 */
		if (rc == 0 && arena_failed())
			rc = MBEDTLS_ERR_SSL_ALLOC_FAILED;
		switch_keys();
		if (rc == 0 && (tls.refusal = conn_policy_judge()) != 0)
			rc = MBEDTLS_ERR_SSL_BAD_CERTIFICATE;
		/* In TLS 1.3 only the ticket remains to be sent. */
	} while (rc == 0 && tls.ssl.state != MBEDTLS_SSL_HANDSHAKE_OVER);
	if (would_block(rc)) {
		(void)again(rc);
		return TLS_WAIT;
	}
	if (rc != 0 && is_ticket_lost()) {
		tls.ssl.state = MBEDTLS_SSL_HANDSHAKE_OVER;
		rc = 0;
	}
	if (rc != 0) {
		if (tls.refusal == 0)
			tls.refusal = is_bad_point(rc) ?
			    ALERT_ILLEGAL_PARAMETER : conn_policy_failed(rc);
		conn_end(rc);
		return TLS_FAILED;
	}
	tls.facts.suite = (unsigned)mbedtls_ssl_get_ciphersuite_id_from_ssl(
	    &tls.ssl);
	tls.facts.version = mbedtls_ssl_get_version_number(&tls.ssl) ==
	    MBEDTLS_SSL_VERSION_TLS1_3 ? "1.3" : "1.2";
	return TLS_DONE;
}

static long
tls_read(void *self, void *buf, size_t cap)
{
	int rc;

	(void)self;
	if (tls.asleep) {
		memcpy(tls.ssl.in_buf, tls.counter, sizeof tls.counter);
		tls.asleep = false;
	}
	tls.reads = 0;
	/* If data is still unsent, it sends that instead of its alert. */
	tls.only_alerts = tls.ssl.out_left == 0;
	do
		rc = mbedtls_ssl_read(&tls.ssl, buf, cap);
	while (rc == MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE &&
	    (rc = conn_rekey_heard()) == 0);
	tls.only_alerts = false;
	if (rc > 0) {
		conn_rekey_data();
		return rc;
	}
	if (would_block(rc))
		return again(rc);
	if (rc == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
		return STREAM_EOF;
	if (rc == 0 || rc == MBEDTLS_ERR_SSL_CONN_EOF)
		return STREAM_CUT;
	conn_end(rc);
	return STREAM_GONE;
}

static long
tls_write(void *self, const void *buf, size_t len)
{
	int rc;

	(void)self;
	/* One record; the caller continues with the rest. */
	rc = conn_rekey_send();
	if (would_block(rc))
		return again(rc);
	if (rc != 0) {
		conn_end(rc);
		return STREAM_GONE;
	}
	tls.transport->more = len > tls_record_bytes();
	if (tls.transport->more)
		len = tls_record_bytes();
	rc = mbedtls_ssl_write(&tls.ssl, buf, len);
	tls.transport->more = false;
	if (rc > 0)
		return rc;
	if (would_block(rc))
		return again(rc);
	conn_end(rc);
	return STREAM_GONE;
}

static long
tls_shut(void *self)
{
	/* Data that is already encrypted goes first. */
	int rc = mbedtls_ssl_flush_output(&tls.ssl);

	(void)self;
	if (rc == 0 && !tls.close_sent) {
		/* mbedtls_ssl_close_notify() sends nothing in a handshake. */
		rc = mbedtls_ssl_send_alert_message(&tls.ssl,
		    MBEDTLS_SSL_ALERT_LEVEL_WARNING,
		    MBEDTLS_SSL_ALERT_MSG_CLOSE_NOTIFY);
		tls.close_sent = rc == 0 || would_block(rc);
	}
	if (would_block(rc))
		return again(rc);
	if (rc != 0) {
		conn_end(rc);
		return STREAM_GONE;
	}
	return tls.transport->shut(tls.transport->self);
}

struct stream *
tls_stream(void)
{
	return &tls.stream;
}

size_t
tls_record_bytes(void)
{
	/* This fails for DTLS only. */
	size_t most = (size_t)mbedtls_ssl_get_max_out_record_payload(&tls.ssl);

	return tls.fragment != 0 && tls.fragment < most ? tls.fragment : most;
}

const struct tls_facts *
tls_facts(void)
{
	return &tls.facts;
}

const char *
tls_end(void)
{
	return tls.end[0] == '\0' ? NULL : tls.end;
}

void
tls_refuse(struct stream *transport)
{
	/* type alert, version, length, level fatal, number (RFC 8446, 6) */
	static const unsigned char alert[] = {
		21, 3, 3, 0, 2, 2, ALERT_INTERNAL_ERROR
	};

	(void)transport->write(transport->self, alert, sizeof alert);
}

/*
 * Wipes the secrets for resumption, because the ticket, if any, is made.  The
 * record keys stay, as do the traffic secrets that KeyUpdate needs; there is no
 * renegotiation.
 */
static void
forget_secrets(void)
{
	mbedtls_ssl_session *s = tls.ssl.session;

	wipe(s->master, sizeof s->master);
	wipe(s->resumption_key, sizeof s->resumption_key);
	wipe(s->app_secrets.exporter_master_secret,
	    sizeof s->app_secrets.exporter_master_secret);
	wipe(s->app_secrets.resumption_master_secret,
	    sizeof s->app_secrets.resumption_master_secret);
}

void
tls_handshake_over(void)
{
	conn_policy_over();
	forget_secrets();
	/*
	 * The engine keeps using their numbers, but uses certificates only in
	 * a handshake, and there is no other (no renegotiation).
	 */
	conn_chain_drop();
	remote_key_use(NULL);
}

/*
 * mbedTLS keeps the counter of incoming records in the first bytes of the
 * buffer. The rest is unused between records, but not between the fragments of
 * a message.
 */
void
tls_idle(void (*release)(void *start, size_t len))
{
	mbedtls_ssl_context *ssl = &tls.ssl;

	/* In TLS 1.3 mbedTLS would keep it, secrets included. */
	if (ssl->state == MBEDTLS_SSL_HANDSHAKE_OVER &&
	    ssl->handshake != NULL) {
		mbedtls_ssl_handshake_free(ssl);
		arena_free(ssl->handshake);
		ssl->handshake = NULL;
	}
	/* It was made beside what is free now. */
	if (ssl->state == MBEDTLS_SSL_HANDSHAKE_OVER && !tls.settled) {
		ssl->session = arena_sink(ssl->session);
		tls.settled = true;
	}
	if (ssl->in_left == 0 && ssl->in_offt == NULL &&
	    ssl->badmac_seen_or_in_hsfraglen == 0 && !tls.asleep) {
		memcpy(tls.counter, ssl->in_buf, sizeof tls.counter);
		release(ssl->in_buf, arena_size(ssl->in_buf));
		tls.asleep = true;
	}
	if (ssl->out_left == 0)
		release(ssl->out_buf, arena_size(ssl->out_buf));
	arena_release(release);
}
