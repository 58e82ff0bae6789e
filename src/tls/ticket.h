/* SPDX-License-Identifier: MIT */
/*
 * Session tickets (RFC 5077; RFC 8446, 4.6.1): what a server needs to resume a
 * session, sealed with ChaCha20-Poly1305 (RFC 8439) under a key that only
 * servers have, and kept by the client.
 *
 * A ticket is the key's id, a random nonce, the sealed moment of its making
 * and session, and a tag.  A scope, any bytes, is bound to it: it opens only
 * in the scope that it was sealed in.
 */
#ifndef TLS_TICKET_H
#define TLS_TICKET_H

#include <stddef.h>
#include <stdint.h>

enum {
	TICKET_ID_LEN = 8,
	TICKET_KEY_LEN = 32,
	/* Bytes of a session; the longest, of TLS 1.2, has 144. */
	TICKET_SESSION_MAX = 256,
	/* What is around it: id, nonce, moment, tag. */
	TICKET_AROUND = TICKET_ID_LEN + 12 + 8 + 16,
	TICKET_MAX = TICKET_SESSION_MAX + TICKET_AROUND
};

struct ticket_key {
	int64_t made_ms;		/* monotonic clock; 0: no key */
	uint8_t id[TICKET_ID_LEN];	/* says which key, is no secret */
	uint8_t key[TICKET_KEY_LEN];
};

/* What opens a ticket besides a key. */
struct ticket_terms {
	const void *scope;
	size_t scope_len;
	int64_t now_ms;			/* monotonic clock */
	int64_t life_ms;		/* older ones do not open */
};

/* Makes a random key; -1: no randomness.  Wiped by the caller. */
int ticket_key_make(struct ticket_key *k, int64_t now_ms);

/*
 * Seals LEN bytes, at most TICKET_SESSION_MAX, as TICKET of LEN +
 * TICKET_AROUND bytes; -1: no randomness.  A nonce is random: one key is good
 * for 2^32 tickets.
 */
int ticket_seal(const struct ticket_key *k, const struct ticket_terms *t,
    const void *session, size_t len, uint8_t *ticket);

/*
 * Opens the LEN bytes of TICKET, any bytes, into SESSION of
 * TICKET_SESSION_MAX; the length of that, or -1: not sealed by one of the N
 * keys at K, in another scope, too old, or changed.
 */
long ticket_open(const struct ticket_key *k, unsigned n,
    const struct ticket_terms *t, const uint8_t *ticket, size_t len,
    uint8_t *session);

#endif
