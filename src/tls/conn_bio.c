/* SPDX-License-Identifier: MIT */
/* The engine's I/O: see conn_bio.h. */

/* For the bytes still to be sent, and the state of the handshake. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/conn_bio.h"

#include "tls/alert.h"
#include "tls/conn_pieces.h"
#include "tls/conn_state.h"

/* Reads per call: a whole record takes two, a fragmented one more. */
enum { READS_MAX = 64 };

/* Records that do not advance the handshake. */
enum { SKIPPED_MAX = 5 };

/*
 * One change_cipher_spec is allowed, between the first hello and the client's
 * Finished (RFC 8446, 5); in TLS 1.3 the engine would skip any number.
 */
static bool
is_out_of_place(void)
{
	return tls.watch.changes > 1 || (tls.watch.changing &&
	    (!tls.said_hello || mbedtls_ssl_is_handshake_over(&tls.ssl)));
}

/* Whether too many records did not advance the handshake (CVE-2016-8610). */
static bool
is_stalling(void)
{
	if (tls.watch.skipped <= SKIPPED_MAX ||
	    mbedtls_ssl_is_handshake_over(&tls.ssl))
		return false;
	tls.watch.heard = ALERT_NONE;
	return true;
}

static int
bio_recv(void *unused, unsigned char *buf, size_t cap)
{
	long n;

	(void)unused;
	/*
	 * mbedTLS skips warnings and empty messages without limit, but the
	 * caller has a deadline to keep.
	 */
	if (tls.reads++ >= READS_MAX)
		return MBEDTLS_ERR_SSL_WANT_READ;
	n = tls.transport->read(tls.transport->self, buf, cap);
	if (n > 0) {
		watch_in(&tls.watch, buf, (size_t)n);
		return is_out_of_place() || is_stalling() ?
		    MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE : (int)n;
	}
	if (n == STREAM_AGAIN)
		return MBEDTLS_ERR_SSL_WANT_READ;
	tls.transport_end = n;
	return n == STREAM_EOF ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static int
bio_send(void *unused, const unsigned char *buf, size_t len)
{
	long n;

	(void)unused;
	if (conn_pieces_due(buf, len)) {
		n = conn_pieces_send(buf, len);
		if (n > 0)
			return (int)n;
	} else {
		n = tls.transport->write(tls.transport->self, buf, len);
	}
	if (n > 0) {
		watch_out(&tls.watch, buf, len, tls.only_alerts ||
		    !mbedtls_ssl_is_handshake_over(&tls.ssl));
		return (int)n;
	}
	if (n == STREAM_AGAIN)
		return MBEDTLS_ERR_SSL_WANT_WRITE;
	tls.transport_end = STREAM_GONE;
	return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

void
conn_bio(void)
{
	mbedtls_ssl_set_bio(&tls.ssl, NULL, bio_send, bio_recv, NULL);
}
