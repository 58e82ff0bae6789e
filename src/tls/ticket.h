/* SPDX-License-Identifier: MIT */
/*
 * Session tickets (RFC 5077; RFC 8446, 4.6.1): the state needed to resume a
 * session, encrypted with ChaCha20-Poly1305 (RFC 8439) under a key that only
 * servers have, and stored by the client.
 *
 * A ticket consists of the key's id, a random nonce, the encrypted time of
 * issue and session, and a tag.  The scope, arbitrary bytes, is authenticated
 * with it: a ticket can be opened only in the scope in which it was sealed.
 */
#ifndef TLS_TICKET_H
#define TLS_TICKET_H

#include <stddef.h>
#include <stdint.h>

enum {
	TICKET_ID_LEN = 8,
	TICKET_KEY_LEN = 32,
	/* Bytes of a session; the longest, of TLS 1.2, takes 144. */
	TICKET_SESSION_MAX = 256,
	/* Overhead: id, nonce, time, tag. */
	TICKET_AROUND = TICKET_ID_LEN + 12 + 8 + 16,
	TICKET_MAX = TICKET_SESSION_MAX + TICKET_AROUND
};

struct ticket_key {
	int64_t made_ms;		/* monotonic clock; 0: no key */
	uint8_t id[TICKET_ID_LEN];	/* selects the key; not secret */
	uint8_t key[TICKET_KEY_LEN];
};

/* What sealing and opening a ticket depend on besides the key. */
struct ticket_terms {
	const void *scope;
	size_t scope_len;
	int64_t now_ms;			/* monotonic clock */
	int64_t life_ms;		/* older tickets are refused */
};

/* Makes a random key; -1: no randomness.  The caller wipes it. */
int ticket_key_make(struct ticket_key *k, int64_t now_ms);

/*
 * Seals LEN bytes, at most TICKET_SESSION_MAX, as TICKET of LEN +
 * TICKET_AROUND bytes; -1: no randomness.  Nonces are random, so a key is good
 * for 2^32 tickets.
 */
int ticket_seal(const struct ticket_key *k, const struct ticket_terms *t,
    const void *session, size_t len, uint8_t *ticket);

/*
 * Opens TICKET, LEN arbitrary bytes, into SESSION (TICKET_SESSION_MAX bytes).
 * Returns the session's length, or -1: not sealed with one of the N keys at K,
 * from another scope, too old, or modified.
 */
long ticket_open(const struct ticket_key *k, unsigned n,
    const struct ticket_terms *t, const uint8_t *ticket, size_t len,
    uint8_t *session);

#endif
