/* SPDX-License-Identifier: MIT */
/*
 * After the handshake on a STARTTLS port: the backend believes that a client
 * has just connected, but the client has already been greeted.
 *
 * This stream wraps the backend's.  It discards the greeting (IMAP `* OK` and
 * `* PREAUTH`, POP3 `+OK`, SMTP `220` in any number of lines) and holds back
 * the client's data until then, because SMTP servers refuse clients that speak
 * first.  Any other first line, such as `* BYE` or `421`, is passed to the
 * client unchanged: the protocols allow it at any time.
 *
 * Then it removes STARTTLS and STLS from the capabilities, but only as long as
 * the client has sent nothing but CAPABILITY, CAPA, EHLO and the like: nobody
 * is logged in then, so no mail can pass.  At any other command, before the
 * backend can answer it, the stream becomes transparent for good.  The price: a
 * list that the client requests together with its login, or that the backend
 * sends after it, is not changed.
 *
 * No I/O of its own, and no line is kept: it remembers one word of the backend
 * and one of the client.
 */
#ifndef RELAY_STARTTLS_AFTER_H
#define RELAY_STARTTLS_AFTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/stream.h"
#include "relay/starttls.h"

/* Bytes of a word that are examined, with the blank before it. */
enum { STARTTLS_WORD_MAX = 12 };

enum starttls_phase {
	STARTTLS_GREETING,	/* collecting its first bytes */
	STARTTLS_SWALLOW,	/* discarding the rest of a line of it */
	STARTTLS_FILTER,
	STARTTLS_OPEN		/* transparent */
};

struct starttls_word_now {
	char text[STARTTLS_WORD_MAX + 1];	/* "250-STARTTLS" and a NUL */
	unsigned len;
	unsigned at;		/* index of the word in the line */
	bool is_long;		/* longer than TEXT holds */
};

struct starttls_after {
	struct stream stream;
	struct stream *backend;
	const struct starttls_protocol *protocol;
	enum starttls_phase phase;
	struct starttls_word_now down, up;
	bool listed;		/* inside a list of capabilities */
	bool skips;		/* discarding the rest of a line */
	bool more;		/* the greeting has another line */
	bool refused;		/* the client's bytes wait for the greeting */
};

/*
 * Initializes A after the handshake; the caller owns everything.  Returns the
 * stream to relay in place of BACKEND; its reads need more than
 * STARTTLS_WORD_MAX bytes of room.
 */
struct stream *starttls_after_init(struct starttls_after *a,
    const struct starttls_protocol *p, struct stream *backend);

#endif
