/* SPDX-License-Identifier: MIT */
/*
 * The relay: moves bytes between two streams; each direction ends separately.
 *
 * A pure state machine: it calls the streams' functions, which never block, and
 * tells the caller what to wait for.  Each direction has one buffer and reads
 * again only when all of it has been written, so a slow reader costs no memory.
 *
 *   FILL --bytes--> DRAIN --all out--> FILL
 *   FILL --end of from--> SHUT --to told--> DONE
 *   DRAIN --to takes no more--> DISCARD --end of from--> DONE   (up only)
 *
 * DISCARD keeps reading what the client still sends to a backend that is
 * gone: closing a TCP socket with unread bytes resets the connection, and the
 * reset can overtake the backend's last words.
 */
#ifndef RELAY_RELAY_H
#define RELAY_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/stream.h"

enum relay_phase {
	RELAY_FILL, RELAY_DRAIN, RELAY_SHUT, RELAY_DISCARD, RELAY_DONE
};

struct relay_dir {
	struct stream *from, *to;
	unsigned char *buf;
	size_t cap, len, off;
	enum relay_phase phase;
	bool waits_to;			/* blocked on `to`, else on `from` */
	enum stream_want want;		/* what it is blocked on */
	uint64_t bytes;			/* relayed so far */
};

struct relay {
	struct relay_dir up;		/* client to backend */
	struct relay_dir down;		/* backend to client */
	bool client_gone;		/* reset: nothing can be sent to it */
	bool backend_gone;	/* reading from it failed */
	/* Ended without close_notify; the backend is told by the next step. */
	bool client_cut;
};

/*
 * Initializes R between CLIENT and BACKEND with two buffers of CAP bytes, all
 * owned by the caller.
 */
void relay_init(struct relay *r, struct stream *client,
    struct stream *backend, unsigned char *up, unsigned char *down,
    size_t cap);

/*
 * Relays as much as possible without blocking.  True if it stopped because it
 * has done its share of work for one turn, not because it has to wait: call
 * again without waiting.
 */
bool relay_step(struct relay *r);

/*
 * Whether nothing is left to do: both directions are done or the client is
 * gone.
 */
bool relay_over(const struct relay *r);

/* What to wait for on each side: an OR of stream_want. */
unsigned relay_client_want(const struct relay *r);
unsigned relay_backend_want(const struct relay *r);

#endif
