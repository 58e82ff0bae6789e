/* SPDX-License-Identifier: MIT */
/* POP3 before TLS (RFC 1939, RFC 2449, RFC 2595): see starttls.h. */
#include "relay/starttls.h"

static void
greet(const char *host, struct sbuf *reply)
{
	(void)host;
	sbuf_str(reply, "+OK STLS first\r\n");
}

static enum starttls_verdict
command(const struct starttls *m, char *line, struct sbuf *reply)
{
	enum starttls_verdict verdict = STARTTLS_SAY;
	const char *answer = "+OK\r\n";
	const char *verb = starttls_word(&line);

	(void)m;
	if (*line != '\0') {
		answer = "-ERR STLS first\r\n";
	} else if (starttls_is(verb, "CAPA")) {
		answer = "+OK\r\nSTLS\r\n.\r\n";
	} else if (starttls_is(verb, "QUIT")) {
		verdict = STARTTLS_QUIT;
	} else if (starttls_is(verb, "STLS")) {
		answer = "+OK begin TLS\r\n";
		verdict = STARTTLS_UPGRADE;
	} else if (!starttls_is(verb, "NOOP")) {
		answer = "-ERR STLS first\r\n";
	}
	sbuf_str(reply, answer);
	return verdict;
}

static enum starttls_word
word(const char *text, unsigned at, bool listed, char end)
{
	(void)listed;
	return at == 0 && (end == '\r' || end == '\n') &&
	    starttls_is(text, "STLS") ? STARTTLS_DROP_LINE : STARTTLS_KEEP;
}

const struct starttls_protocol starttls_pop3 = {
	.name = "pop3",
	.bye = "-ERR closing\r\n",
	.command = command,
	.greet = greet,
	.hello = { "+OK" },
	.safe = { "CAPA", "NOOP", "QUIT" },
	.verb_at = 0,
	.word = word
};
