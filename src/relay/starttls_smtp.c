/* SPDX-License-Identifier: MIT */
/* SMTP before TLS (RFC 5321, RFC 3207): see starttls.h. */
#include "relay/starttls.h"

static void
greet(const char *host, struct sbuf *reply)
{
	sbuf_str(reply, "220 ");
	sbuf_str(reply, host);
	sbuf_str(reply, " ESMTP\r\n");
}

static enum starttls_verdict
command(const struct starttls *m, char *line, struct sbuf *reply)
{
	const char *verb = starttls_word(&line);
	bool extended = starttls_is(verb, "EHLO");

	if (extended || starttls_is(verb, "HELO")) {
		sbuf_str(reply, extended ? "250-" : "250 ");
		sbuf_str(reply, m->host);
		sbuf_str(reply, extended ? "\r\n250 STARTTLS\r\n" : "\r\n");
		return STARTTLS_SAY;
	}
	if (starttls_is(verb, "NOOP") || starttls_is(verb, "RSET")) {
		sbuf_str(reply, "250 OK\r\n");
		return STARTTLS_SAY;
	}
	if (starttls_is(verb, "QUIT")) {
		sbuf_str(reply, "221 Bye\r\n");
		return STARTTLS_QUIT;
	}
	if (!starttls_is(verb, "STARTTLS")) {
		sbuf_str(reply,
		    "530 5.7.0 Must issue a STARTTLS command first\r\n");
		return STARTTLS_SAY;
	}
	if (*line != '\0') {
		sbuf_str(reply, "501 Syntax error (no parameters allowed)\r\n");
		return STARTTLS_SAY;
	}
	sbuf_str(reply, "220 Ready to start TLS\r\n");
	return STARTTLS_UPGRADE;
}

static enum starttls_word
word(const char *text, unsigned at, bool listed, char end)
{
	if (at == 0 && starttls_is(text, "250-STARTTLS"))
		return STARTTLS_DROP_LINE;
	if (at == 0 && starttls_is(text, "250"))
		return STARTTLS_LIST;
	/* The last line of EHLO's answer must remain, to end the answer. */
	return at == 1 && listed && (end == '\r' || end == '\n') &&
	    starttls_is(text, "STARTTLS") ? STARTTLS_HELP : STARTTLS_KEEP;
}

const struct starttls_protocol starttls_smtp = {
	.name = "smtp",
	.bye = "421 Closing\r\n",
	.command = command,
	.greet = greet,
	.hello = { "220" },
	.safe = { "EHLO", "HELO", "NOOP", "RSET", "QUIT" },
	.verb_at = 0,
	.word = word
};
