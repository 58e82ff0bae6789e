/* SPDX-License-Identifier: MIT */
/* IMAP before TLS (RFC 9051): see starttls.h. */
#include "relay/starttls.h"

#include <string.h>

#define CAPABILITY "CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED"

static void
greet(const char *host, struct sbuf *reply)
{
	(void)host;
	sbuf_str(reply, "* OK [" CAPABILITY "] STARTTLS first\r\n");
}

/* A tag that may be echoed: ASTRING-CHAR without "+", limited in length. */
static bool
is_tag(const char *s)
{
	size_t len = strcspn(s, " \t\"%()*+\\{");

	return len > 0 && len <= STARTTLS_TAG_MAX && s[len] == '\0';
}

static enum starttls_verdict
command(const struct starttls *m, char *line, struct sbuf *reply)
{
	enum starttls_verdict verdict = STARTTLS_SAY;
	const char *answer = "BAD STARTTLS first";
	size_t len = strlen(line);
	bool literal = len > 0 && line[len - 1] == '}';
	const char *tag = starttls_word(&line);
	const char *verb = starttls_word(&line);
	bool bare = *line == '\0';

	if (!is_tag(tag)) {
		tag = "*";
		answer = "BAD invalid tag";
	} else if (starttls_is(verb, "LOGIN") ||
	    starttls_is(verb, "AUTHENTICATE")) {
		answer = "NO [PRIVACYREQUIRED] STARTTLS first";
	} else if (bare && starttls_is(verb, "CAPABILITY")) {
		sbuf_str(reply, "* " CAPABILITY "\r\n");
		answer = "OK done";
	} else if (bare && starttls_is(verb, "NOOP")) {
		answer = "OK done";
	} else if (bare && starttls_is(verb, "LOGOUT")) {
		sbuf_str(reply, "* BYE\r\n");
		answer = "OK done";
		verdict = STARTTLS_QUIT;
	} else if (bare && starttls_is(verb, "STARTTLS")) {
		answer = "OK begin TLS";
		verdict = STARTTLS_UPGRADE;
	}
	sbuf_str(reply, tag);
	sbuf_char(reply, ' ');
	sbuf_str(reply, answer);
	sbuf_str(reply, "\r\n");
	if (literal) {
		/*
		 * The literal's bytes may follow: they must not be read as
		 * commands.
		 */
		sbuf_str(reply, m->protocol->bye);
		verdict = STARTTLS_LIMIT;
	}
	return verdict;
}

static enum starttls_word
word(const char *text, unsigned at, bool listed, char end)
{
	(void)end;
	if (listed && starttls_is(text, "STARTTLS"))
		return STARTTLS_DROP;
	return starttls_is(text, "[CAPABILITY") ||
	    (at == 1 && starttls_is(text, "CAPABILITY")) ?
	    STARTTLS_LIST : STARTTLS_KEEP;
}

const struct starttls_protocol starttls_imap = {
	.name = "imap",
	.bye = "* BYE closing\r\n",
	.command = command,
	.greet = greet,
	.hello = { "* OK", "* PR" },
	.safe = { "CAPABILITY", "NOOP", "ID", "LOGOUT" },
	.verb_at = 1,
	.word = word
};
