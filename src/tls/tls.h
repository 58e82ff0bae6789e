/* SPDX-License-Identifier: MIT */
/*
 * One TLS 1.2 or 1.3 server connection (RFC 5246, RFC 8446) over a stream.
 *
 * A process has one connection, so it is static here: the caller starts it,
 * drives the handshake and then relays through tls_stream().  It never holds
 * a private key: see remote_key.h.
 */
#ifndef TLS_TLS_H
#define TLS_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/stream.h"
#include "tls/policy.h"
#include "tls/remote_key.h"

enum {
	TLS_CERTS_MAX = 10,
	TLS_CHAINS_MAX = 2,	/* one EC, one RSA */
	TLS_SNI_MAX = 256,	/* bytes of a server name with its NUL */
	TLS_DN_MAX = 1024,	/* bytes of a client's name with its NUL */
	/*
	 * How many of a client's tickets are tried.  It may have several, and
	 * may send its hello twice in TLS 1.3.
	 */
	TLS_TICKETS_TRIED = 4
};

struct tls_cert {
	const uint8_t *der;
	size_t len;
};

/* Chains, leaf first; the client's algorithms decide between them. */
struct tls_chains {
	struct tls_cert certs[TLS_CHAINS_MAX][TLS_CERTS_MAX];
	unsigned n_certs[TLS_CHAINS_MAX];	/* 0: no such chain */
};

/*
 * Callbacks to the holder of the session ticket keys (ticket.h).  SEAL makes a
 * ticket of at most CAP bytes from a session of LEN bytes, at most
 * TICKET_SESSION_MAX; a failure ends a TLS 1.3 handshake.  OPEN does the
 * reverse; -1 is not an error, but leads to a full handshake.
 */
struct tls_tickets {
	int (*seal)(const uint8_t *session, size_t len, uint8_t *ticket,
	    size_t cap, size_t *ticket_len);
	int (*open)(const uint8_t *ticket, size_t len, uint8_t *session,
	    size_t cap, size_t *session_len);
	uint32_t lifetime_s;	/* sent to clients */
};

/*
 * The settings of a connection.  The caller owns the DER, which must stay in
 * place until the handshake is over.
 */
struct tls_setup {
	struct tls_chains chains;
	/*
	 * If not NULL, the chains depend on the server name (empty: the client
	 * sent none), and this is called once to get them; -1: there are none.
	 */
	int (*choose)(const char *sni, struct tls_chains *chains);
	/*
	 * The same for a CA that validates the name by tls-alpn-01 (RFC 8737);
	 * NULL: that is not answered.  tls_facts.acme is set then, and the
	 * connection must end with the handshake.
	 */
	int (*acme)(const char *sni, struct tls_chains *chains);
	const char *const *alpn;	/* ended by NULL; NULL: any or none */
	remote_sign_fn *sign;
	const struct tls_tickets *tickets;	/* NULL: no resumption */
	struct tls_policy policy;
};

/* The result of requesting a client certificate. */
struct tls_client {
	const char *subject, *issuer;	/* as in dn.h; NULL: none */
	bool undated;		/* the clock was wrong: dates not checked */
	const char *refused;	/* why, such as "revoked"; NULL: it
				 * was not, and the names are valid */
};

struct tls_facts {
	const char *version;		/* "1.2" or "1.3" */
	unsigned suite;			/* IANA number */
	char sni[TLS_SNI_MAX];		/* empty: the client sent none */
	bool acme;			/* a CA validated that name */
	struct tls_client client;
};

enum tls_progress {
	TLS_DONE,		/* the handshake is over */
	TLS_WAIT,		/* wait for what the transport wants */
	TLS_FAILED		/* see tls_end(); the alert was sent */
};

/* Starts a connection over TRANSPORT, which the caller owns. */
int tls_start(const struct tls_setup *setup, struct stream *transport,
    struct err *e);

/* Continues the handshake as far as the transport allows. */
enum tls_progress tls_handshake(void);

/*
 * The plain-text side, once the handshake is done.  read: EOF is a
 * close_notify, CUT the end of TCP without one, GONE a reset or a bad record
 * (the alert has been sent).  shut sends close_notify and then shuts the
 * transport, after which reading continues (RFC 8446, 6.1).  In a handshake,
 * shut ends the connection.
 */
struct stream *tls_stream(void);

/*
 * How much one of our records can carry: 8191 to 16384 bytes, or 512 to 4096 if
 * the client asked for that.
 */
size_t tls_record_bytes(void);

const struct tls_facts *tls_facts(void);

/*
 * Why the connection ended early: "alert-sent:NAME", "alert-received:NAME",
 * "eof" or "reset"; NULL while nothing went wrong.
 */
const char *tls_end(void);

/*
 * Answers a client that cannot be served, before tls_start(): one fatal
 * internal_error alert, unencrypted, so that it sees TLS instead of a reset.
 */
void tls_refuse(struct stream *transport);

/*
 * The handshake is over: certificates and settings for it are freed.
 */
void tls_handshake_over(void);

/*
 * Calls RELEASE (mem_release() of os/mem.h) on memory that an idle connection
 * does not need: the unused arena and, between records, the record buffers.
 */
void tls_idle(void (*release)(void *start, size_t len));

#endif
