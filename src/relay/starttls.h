/* SPDX-License-Identifier: MIT */
/*
 * The plain text before TLS on a STARTTLS port: IMAP (RFC 9051, 6.2.1), POP3
 * (RFC 2595, 4) and SMTP (RFC 3207), as far as it is safe without TLS.
 *
 * A pure machine: bytes are put into `in`, a verdict and a reply come out.  It
 * offers no login, echoes nothing but an IMAP tag of harmless characters, and
 * takes a byte behind the STARTTLS line for what it is: a command that
 * somebody on the way would have run inside TLS (CVE-2011-0411 and others).
 */
#ifndef RELAY_STARTTLS_H
#define RELAY_STARTTLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sbuf.h"

enum {
	/* SMTP asks for 512 bytes (RFC 5321, 4.5.3.1.4), POP3 for 255. */
	STARTTLS_LINE_MAX = 512,
	STARTTLS_LINES_MAX = 20,	/* a real client sends three */
	STARTTLS_TAG_MAX = 40,
	STARTTLS_HOST_MAX = 72,		/* what SMTP calls us, and a NUL */
	STARTTLS_REPLY_MAX = 256	/* any reply with its NUL */
};

enum starttls_verdict {
	STARTTLS_READ,		/* no reply: more bytes are needed */
	STARTTLS_SAY,		/* send the reply, call again */
	STARTTLS_UPGRADE,	/* send the reply, then it is TLS */
	STARTTLS_QUIT,		/* send the reply, close: said goodbye */
	STARTTLS_LIMIT,		/* send the reply, close: too much, no text */
	STARTTLS_INJECTED	/* close: bytes behind the STARTTLS line */
};

/* What a word of the backend's says; see starttls_after.h. */
enum starttls_word {
	STARTTLS_KEEP,
	STARTTLS_LIST,		/* keep; a list of capabilities follows */
	STARTTLS_DROP,
	STARTTLS_DROP_LINE,
	STARTTLS_HELP		/* put HELP there, a line must stay */
};

struct starttls;

/* One protocol; the three files beside this one have them. */
struct starttls_protocol {
	char name[5];
	char bye[27];		/* ends the plain text for a reason of ours */
	/* Answers one line, in place and without its end. */
	enum starttls_verdict (*command)(const struct starttls *m, char *line,
	    struct sbuf *reply);
	/* The first words of a server called HOST. */
	void (*greet)(const char *host, struct sbuf *reply);

	/* For starttls_after.h. */
	char hello[2][5];	/* what a greeting starts with; may be empty */
	char safe[5][11];	/* commands whose answers hold no message */
	unsigned verb_at;	/* which word of a line is the command */
	/*
	 * Judges word AT (0: the first) of a line, before the character END;
	 * LISTED: a LIST stood before it in the line.
	 */
	enum starttls_word (*word)(const char *text, unsigned at, bool listed,
	    char end);
};

extern const struct starttls_protocol starttls_imap, starttls_pop3,
    starttls_smtp;

struct starttls {
	const struct starttls_protocol *protocol;
	const char *host;	/* a name or an address literal */
	size_t len;		/* bytes in `in`; the caller adds some */
	unsigned lines;
	char in[STARTTLS_LINE_MAX];
};

/* The protocol called NAME ("imap"); NULL: there is none. */
const struct starttls_protocol *starttls_find(const char *name);

/* Starts behind the greeting, with nothing read. */
void starttls_init(struct starttls *m, const struct starttls_protocol *p,
    const char *host);

/*
 * Takes one line from what was read.  After READ the caller reads into the
 * room behind m->len, of which there is some, and adds to it.  After UPGRADE
 * nothing is left in `in`; what can be read before the reply is sent counts
 * as INJECTED too.  REPLY has STARTTLS_REPLY_MAX bytes of room.
 */
enum starttls_verdict starttls_next(struct starttls *m, struct sbuf *reply);

/*
 * For the protocols' files: the next word of *AT, ended by NUL; *AT goes
 * behind the blank.  And: the same word, in any case?
 */
char *starttls_word(char **at);
bool starttls_is(const char *word, const char *other);

#endif
