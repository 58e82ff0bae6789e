/* SPDX-License-Identifier: MIT */
/*
 * What follows the handshake on a STARTTLS port: a backend that believes that
 * a client has just connected, and a client that was greeted already.
 *
 * A stream before the backend's.  It swallows the greeting (IMAP `* OK` and
 * `* PREAUTH`, POP3 `+OK`, SMTP `220` in any number of lines) and holds what
 * the client sends until then, because SMTP servers refuse clients that speak
 * first.  Any other first line, `* BYE` or `421`, goes to the client as it
 * is: the protocols allow it at any time.
 *
 * Then it takes STARTTLS and STLS out of the capabilities, but only as long
 * as the client has said nothing but CAPABILITY, CAPA, EHLO and such: nobody
 * is logged in, so no byte of a message can come by.  With any other command,
 * before the backend can answer it, the stream becomes transparent for good.
 * The price: a list that the client asked for together with its login is
 * not changed, and one that the backend sends after it neither.
 *
 * Pure, and no line is kept: one word of the backend's and one of the
 * client's is all its memory.
 */
#ifndef RELAY_STARTTLS_AFTER_H
#define RELAY_STARTTLS_AFTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/stream.h"
#include "relay/starttls.h"

/* Bytes of a word that is looked at, with the blank before it. */
enum { STARTTLS_WORD_MAX = 12 };

enum starttls_phase {
	STARTTLS_GREETING,	/* its first bytes are collected */
	STARTTLS_SWALLOW,	/* the rest of a line of it */
	STARTTLS_FILTER,
	STARTTLS_OPEN		/* all goes through */
};

struct starttls_word_now {
	char text[STARTTLS_WORD_MAX + 1];	/* "250-STARTTLS" and a NUL */
	unsigned len;
	unsigned at;		/* which word of the line */
	bool is_long;		/* more than TEXT holds */
};

struct starttls_after {
	struct stream stream;
	struct stream *backend;
	const struct starttls_protocol *protocol;
	enum starttls_phase phase;
	struct starttls_word_now down, up;
	bool listed;		/* a list of capabilities is under way */
	bool skips;		/* the rest of a dropped line */
	bool more;		/* the greeting has another line */
	bool refused;		/* the client's bytes wait for the greeting */
};

/*
 * Starts behind the handshake; all stays the caller's.  The result is for the
 * relay in place of BACKEND; its reads need more than STARTTLS_WORD_MAX bytes
 * of room.
 */
struct stream *starttls_after_init(struct starttls_after *a,
    const struct starttls_protocol *p, struct stream *backend);

#endif
