/* SPDX-License-Identifier: MIT */
/*
 * Resuming sessions by tickets: see tls.h, RFC 5077 and RFC 8446, 4.2.11.
 *
 * In the ticket the session is preceded by a mark, a digest of the server name
 * and of the certificates presented.  A client that asks for another name, or
 * returns after the certificate was replaced, gets a full handshake and sees
 * the new one.
 */

/* For the ClientHello in the engine's buffer, and a session's secrets. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/conn_ticket.h"

#include <string.h>

#include <mbedtls/sha256.h>

#include "base/wipe.h"
#include "tls/arena.h"
#include "tls/conn_chain.h"
#include "tls/conn_state.h"
#include "tls/hello.h"
#include "tls/ticket.h"

enum {
	MARK_LEN = 32,
	/*
	 * Encrypted bytes of early data to skip: the 16 KB that servers
	 * commonly allow, and as much again for the overhead of short records.
	 */
	EARLY_MAX = 2 * 16384
};

static const struct tls_tickets *tickets;
static unsigned tries;		/* tickets seen from this client */
static bool no_ticket;		/* the hello rules resumption out */
static int suite[2];		/* must stay: the engine's list */

static int
make_mark(uint8_t mark[MARK_LEN])
{
	mbedtls_sha256_context c;
	unsigned i;
	int rc;

	mbedtls_sha256_init(&c);
	rc = mbedtls_sha256_starts(&c, 0);
	for (i = 0; i < TLS_CHAINS_MAX && rc == 0; i++)
		if (tls.chain[i] != NULL)
			rc = mbedtls_sha256_update(&c, tls.chain[i]->raw.p,
			    tls.chain[i]->raw.len);
	if (rc == 0)
		rc = mbedtls_sha256_update(&c,
		    (const unsigned char *)tls.facts.sni,
		    strlen(tls.facts.sni));
	if (rc == 0)
		rc = mbedtls_sha256_finish(&c, mark);
	mbedtls_sha256_free(&c);
	return rc;
}

/* Engine callback: writes SESSION as a ticket between START and END. */
static int
write_ticket(void *unused, const mbedtls_ssl_session *session,
    unsigned char *start, const unsigned char *end, size_t *len,
    uint32_t *lifetime_s)
{
	uint8_t state[TICKET_SESSION_MAX];
	int rc = MBEDTLS_ERR_SSL_INTERNAL_ERROR;
	size_t session_len;

	(void)unused;
	/* mbedTLS sends both even after an error (CVE-2026-50586). */
	*len = 0;
	*lifetime_s = 0;
	/* Only early data, which we refuse, needs it: up to 255 bytes. */
	if (tls.ssl.session != NULL) {
		arena_free(tls.ssl.session->ticket_alpn);
		tls.ssl.session->ticket_alpn = NULL;
	}
	if (no_ticket || make_mark(state) != 0 ||
	    mbedtls_ssl_session_save(session, state + MARK_LEN,
	    sizeof state - MARK_LEN, &session_len) != 0 ||
	    tickets->seal(state, MARK_LEN + session_len, start,
	    (size_t)(end - start), len) < 0)
		goto out;
	*lifetime_s = tickets->lifetime_s;
	rc = 0;
out:
	wipe(state, sizeof state);
	return rc;
}

static bool
is_tls13(void)
{
	return tls.ssl.tls_version == MBEDTLS_SSL_VERSION_TLS1_3;
}

static void
keep_suite(int number)
{
	suite[0] = number;
	mbedtls_ssl_conf_ciphersuites(&tls.conf, suite);
}

static int
read_hello(struct hello *h)
{
	return hello_parse(h, tls.ssl.in_msg, tls.ssl.in_hslen);
}

/*
 * In TLS 1.2 a session is resumed only with its original suite (RFC 5246,
 * 7.4.1.2) and with the extended master secret (RFC 7627, 5.3), and the server
 * name may come after the ticket.
 */
static bool
fits_hello(const mbedtls_ssl_session *session)
{
	const uint8_t *name;
	struct hello h;
	size_t len;

	if (read_hello(&h) < 0 ||
	    hello_extension(&h, HELLO_EXTENDED_SECRET, &len) == NULL ||
	    !hello_offers(&h, (unsigned)session->ciphersuite))
		return false;
	name = hello_name(&h, &len);
	if (name != NULL)
		conn_chain_name(name, len);
	return true;
}

/* Accepts the contents of a ticket, mark and session. */
static int
read_session(mbedtls_ssl_session *session, const uint8_t *state, size_t len)
{
	uint8_t mark[MARK_LEN];

	if (len < MARK_LEN || mbedtls_ssl_session_load(session,
	    state + MARK_LEN, len - MARK_LEN) != 0)
		return -1;
	/*
	 * The secrets of one version must not be used in the other.  If the
	 * suite were not the chosen one, the engine would end the handshake.
	 */
	if (session->tls_version != tls.ssl.tls_version ||
	    (is_tls13() ? session->ciphersuite != tls.suite13 :
	    !fits_hello(session)) ||
	    conn_chain_choose() != 0 || make_mark(mark) != 0 ||
	    memcmp(mark, state, MARK_LEN) != 0) {
		mbedtls_ssl_session_free(session);
		return -1;
	}
	return 0;
}

/* Engine callback: reads SESSION from a ticket that the client sent. */
static int
parse_ticket(void *unused, mbedtls_ssl_session *session, unsigned char *buf,
    size_t len)
{
	uint8_t state[TICKET_SESSION_MAX];
	size_t state_len;
	int rc = MBEDTLS_ERR_SSL_INVALID_MAC;

	(void)unused;
	if (len < TICKET_AROUND || len > TICKET_MAX ||
	    tries++ >= TLS_TICKETS_TRIED ||
	    tickets->open(buf, len, state, sizeof state, &state_len) < 0)
		goto out;
	if (read_session(session, state, state_len) < 0)
		goto out;
	if (!is_tls13()) {
		keep_suite(session->ciphersuite);
		tls.resumes = true;
	}
	rc = 0;
out:
	wipe(state, sizeof state);
	return rc;
}

void
conn_ticket(const struct tls_tickets *t)
{
	tickets = t;
	mbedtls_ssl_conf_tls13_key_exchange_modes(&tls.conf, t == NULL ?
	    MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL :
	    MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL);
	mbedtls_ssl_conf_session_tickets_cb(&tls.conf,
	    t == NULL ? NULL : write_ticket,
	    t == NULL ? NULL : parse_ticket, NULL);
}

void
conn_ticket_hello(void)
{
	struct hello h;
	size_t len;

	if (is_tls13())
		tls.ssl.session_negotiate->max_early_data_size = EARLY_MAX;
	no_ticket = !is_tls13() && (read_hello(&h) < 0 ||
	    hello_extension(&h, HELLO_EXTENDED_SECRET, &len) == NULL);
}
