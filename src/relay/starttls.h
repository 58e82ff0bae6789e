/* SPDX-License-Identifier: MIT */
/*
 * The plain text before TLS on a STARTTLS port: IMAP (RFC 9051, 6.2.1), POP3
 * (RFC 2595, 4) and SMTP (RFC 3207), as far as it is safe without TLS.
 *
 * A pure state machine: the caller puts bytes into `in` and gets a verdict and
 * a reply.  It offers no login, echoes nothing but an IMAP tag of harmless
 * characters, and treats any byte after the STARTTLS line as an attack: an
 * injected command that would be executed as if it came over TLS (CVE-2011-0411
 * and others).
 */
#ifndef RELAY_STARTTLS_H
#define RELAY_STARTTLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sbuf.h"

enum {
	/* SMTP requires 512 bytes (RFC 5321, 4.5.3.1.4), POP3 255. */
	STARTTLS_LINE_MAX = 512,
	STARTTLS_LINES_MAX = 20,	/* a real client sends three */
	STARTTLS_TAG_MAX = 40,
	STARTTLS_HOST_MAX = 72,		/* our name in SMTP, with the NUL */
	STARTTLS_REPLY_MAX = 256	/* any reply with its NUL */
};

enum starttls_verdict {
	STARTTLS_READ,		/* no reply: more bytes are needed */
	STARTTLS_SAY,		/* send the reply, call again */
	STARTTLS_UPGRADE,	/* send the reply, then start TLS */
	STARTTLS_QUIT,		/* send the reply, close: client quit */
	STARTTLS_LIMIT,		/* send the reply, close: too long, not text */
	STARTTLS_INJECTED	/* close: bytes after the STARTTLS line */
};

/* How to treat a word from the backend; see starttls_after.h. */
enum starttls_word {
	STARTTLS_KEEP,
	STARTTLS_LIST,		/* keep; a list of capabilities follows */
	STARTTLS_DROP,
	STARTTLS_DROP_LINE,
	STARTTLS_HELP		/* replace by HELP: the line is needed */
};

struct starttls;

/* One protocol: see starttls_imap.c, starttls_pop3.c, starttls_smtp.c. */
struct starttls_protocol {
	char name[5];
	char bye[27];		/* sent when we close the connection */
	/* Answers one line, given in `in` without its line ending. */
	enum starttls_verdict (*command)(const struct starttls *m, char *line,
	    struct sbuf *reply);
	/* Writes the greeting of a server called HOST. */
	void (*greet)(const char *host, struct sbuf *reply);

	/* For starttls_after.c. */
	char hello[2][5];	/* starts of a greeting; may be empty */
	char safe[5][11];	/* commands whose answers never contain mail */
	unsigned verb_at;	/* which word of a line is the command */
	/*
	 * Classifies word AT (0: the first) of a line, which the character END
	 * follows.  LISTED: a STARTTLS_LIST came before it in the line.
	 */
	enum starttls_word (*word)(const char *text, unsigned at, bool listed,
	    char end);
};

extern const struct starttls_protocol starttls_imap, starttls_pop3,
    starttls_smtp;

struct starttls {
	const struct starttls_protocol *protocol;
	const char *host;	/* a name or an address literal */
	size_t len;		/* bytes in `in`; the caller adds to it */
	unsigned lines;
	char in[STARTTLS_LINE_MAX];
};

/* Finds the protocol called NAME ("imap"); NULL: there is none. */
const struct starttls_protocol *starttls_find(const char *name);

/* Initializes M after the greeting, with nothing read. */
void starttls_init(struct starttls *m, const struct starttls_protocol *p,
    const char *host);

/*
 * Processes one line of the input.  After READ, the caller appends to `in` at
 * m->len, where there always is room.  After UPGRADE, `in` is empty; anything
 * that can be read before the reply is sent counts as INJECTED too.  REPLY has
 * STARTTLS_REPLY_MAX bytes of room.
 */
enum starttls_verdict starttls_next(struct starttls *m, struct sbuf *reply);

/*
 * For the protocols' files. starttls_word() returns the next word of *AT, ended
 * by a NUL, and moves *AT past the blank; starttls_is() compares words without
 * regard to case.
 */
char *starttls_word(char **at);
bool starttls_is(const char *word, const char *other);

#endif
