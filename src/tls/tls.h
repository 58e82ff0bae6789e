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
	 * Tickets of a client that are looked at.  It may have some, and in
	 * TLS 1.3 say its hello twice.
	 */
	TLS_TICKETS_TRIED = 4
};

struct tls_cert {
	const uint8_t *der;
	size_t len;
};

/* Chains of which the client's algorithms choose one; leaf first. */
struct tls_chains {
	struct tls_cert certs[TLS_CHAINS_MAX][TLS_CERTS_MAX];
	unsigned n_certs[TLS_CHAINS_MAX];	/* 0: no such chain */
};

/*
 * Who holds the keys of session tickets (ticket.h).  SEAL makes a ticket, in
 * CAP bytes, from LEN bytes of a session, at most TICKET_SESSION_MAX; OPEN
 * does the reverse, and -1 is no fault: the handshake is a full one then.
 * What fails in SEAL ends a handshake of TLS 1.3.
 */
struct tls_tickets {
	int (*seal)(const uint8_t *session, size_t len, uint8_t *ticket,
	    size_t cap, size_t *ticket_len);
	int (*open)(const uint8_t *ticket, size_t len, uint8_t *session,
	    size_t cap, size_t *session_len);
	uint32_t lifetime_s;	/* what clients are told */
};

/*
 * What a connection starts from; the DER stays the caller's and in place
 * until the handshake is over.
 */
struct tls_setup {
	struct tls_chains chains;
	/*
	 * Not NULL: the chains depend on the server name (empty: none was
	 * asked for) and this gets them, once; -1: there are none.
	 */
	int (*choose)(const char *sni, struct tls_chains *chains);
	const char *const *alpn;	/* ended by NULL; NULL: any or none */
	remote_sign_fn *sign;
	const struct tls_tickets *tickets;	/* NULL: nobody resumes */
	struct tls_policy policy;
};

/* What came of asking the client for a certificate. */
struct tls_client {
	const char *subject, *issuer;	/* as dn.h says; NULL: none */
	bool undated;		/* the clock was wrong: dates not judged */
	const char *refused;	/* why, a word such as "revoked"; NULL: was
				 * not, and the names are verified */
};

struct tls_facts {
	const char *version;		/* "1.2" or "1.3" */
	unsigned suite;			/* IANA number */
	char sni[TLS_SNI_MAX];		/* empty: the client named none */
	struct tls_client client;
};

enum tls_progress {
	TLS_DONE,		/* the handshake is over */
	TLS_WAIT,		/* wait for what the transport wants */
	TLS_FAILED		/* see tls_end(); the alert is on its way */
};

/* Starts a connection over TRANSPORT, which stays the caller's. */
int tls_start(const struct tls_setup *setup, struct stream *transport,
    struct err *e);

/* Goes on with the handshake as far as the transport allows. */
enum tls_progress tls_handshake(void);

/*
 * The plain-text side, once the handshake is done.  read: EOF is a
 * close_notify, CUT a TCP end without one, GONE a reset or a broken record
 * (then the alert was sent).  shut sends close_notify and then shuts the
 * transport; reading goes on after it (RFC 8446, 6.1).
 */
struct stream *tls_stream(void);

/*
 * The most that one record of ours carries, 8191 to 16384 bytes, or as few as
 * the client asked for, 512 to 4096.
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
 * internal_error alert in the clear, so that it sees TLS and no reset.
 */
void tls_refuse(struct stream *transport);

/*
 * The handshake is over: certificates and settings for it are freed.
 */
void tls_handshake_over(void);

/*
 * Gives what an idle connection does not need to RELEASE (os/mem.h's): unused
 * arena and, when no record is under way, the record buffers.
 */
void tls_idle(void (*release)(void *start, size_t len));

#endif
