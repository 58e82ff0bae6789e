/* SPDX-License-Identifier: MIT */
/* The plain text before TLS, line by line. */
#include "lib/unit.h"
#include "relay/starttls.h"

enum { R = STARTTLS_READ, S = STARTTLS_SAY, U = STARTTLS_UPGRADE,
	Q = STARTTLS_QUIT, L = STARTTLS_LIMIT, I = STARTTLS_INJECTED };

#define CAPS "CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED"
#define FIRST " BAD STARTTLS first\r\n"
#define PRIVACY " NO [PRIVACYREQUIRED] STARTTLS first\r\n"
#define NO_TAG "* BAD invalid tag\r\n"
#define MUST_FIRST "530 5.7.0 Must issue a STARTTLS command first\r\n"
#define TAG40 "1234567890123456789012345678901234567890"

/* What is read at once, the whole reply to it, the last verdict. */
static const struct row {
	const struct starttls_protocol *protocol;
	const char *in, *out;
	int verdict;
} rows[] = {
	{ &starttls_imap, "", "", R },
	{ &starttls_imap, "a NOOP", "", R },
	{ &starttls_imap, "a NOOP\r", "", R },
	{ &starttls_imap, "a NOOP\r\n", "a OK done\r\n", R },
	{ &starttls_imap, "a NOOP\n", "a OK done\r\n", R },
	{ &starttls_imap, "a noop \r\nb nOoP\r\n",
	    "a OK done\r\nb OK done\r\n", R },
	{ &starttls_imap, "A1.-]~ capability\r\n",
	    "* " CAPS "\r\nA1.-]~ OK done\r\n", R },
	{ &starttls_imap, "x LOGOUT\r\n", "* BYE\r\nx OK done\r\n", Q },
	{ &starttls_imap, "x LOGOUT\r\ny NOOP\r\n",
	    "* BYE\r\nx OK done\r\n", Q },
	{ &starttls_imap, "x LOGIN me \"secret word\"\r\n", "x" PRIVACY, R },
	{ &starttls_imap, "x LOGIN\r\n", "x" PRIVACY, R },
	{ &starttls_imap, "x authenticate PLAIN AGEAYg==\r\n", "x" PRIVACY,
	    R },
	{ &starttls_imap, "x SELECT INBOX\r\n", "x" FIRST, R },
	{ &starttls_imap, "x NOOP now\r\n", "x" FIRST, R },
	{ &starttls_imap, "x STARTTLS now\r\n", "x" FIRST, R },
	{ &starttls_imap, "x  STARTTLS\r\n", "x" FIRST, R },
	{ &starttls_imap, "x\tSTARTTLS\r\n", NO_TAG, R },
	{ &starttls_imap, "x\r\n", "x" FIRST, R },
	{ &starttls_imap, "\r\n\n", NO_TAG NO_TAG, R },
	{ &starttls_imap, " STARTTLS\r\n", NO_TAG, R },
	{ &starttls_imap, "STARTTLS\r\n", "STARTTLS" FIRST, R },
	{ &starttls_imap, "+ NOOP\r\n* NOOP\r\na% NOOP\r\n(a NOOP\r\n",
	    NO_TAG NO_TAG NO_TAG NO_TAG, R },
	{ &starttls_imap, "a) NOOP\r\n\"a\" NOOP\r\na\\ NOOP\r\n{1} NOOP\r\n",
	    NO_TAG NO_TAG NO_TAG NO_TAG, R },
	{ &starttls_imap, TAG40 " NOOP\r\n", TAG40 " OK done\r\n", R },
	{ &starttls_imap, TAG40 "1 NOOP\r\n", NO_TAG, R },
	/* literals: what follows one is not a command */
	{ &starttls_imap, "a LOGIN {4}\r\n", "a" PRIVACY "* BYE closing\r\n",
	    L },
	{ &starttls_imap, "a X {14+}\r\nb STARTTLS\r\n",
	    "a" FIRST "* BYE closing\r\n", L },
	{ &starttls_imap, "* {14+}\r\nb STARTTLS\r\n",
	    NO_TAG "* BYE closing\r\n", L },
	{ &starttls_imap, "a STARTTLS\r\n", "a OK begin TLS\r\n", U },
	{ &starttls_imap, "a STARTTLS\n", "a OK begin TLS\r\n", U },
	{ &starttls_imap, "1 NOOP\r\na starttls\r\n",
	    "1 OK done\r\na OK begin TLS\r\n", U },
	{ &starttls_imap, "a STARTTLS\r\nb NOOP\r\n", "", I },
	{ &starttls_imap, "a STARTTLS\nb", "", I },
	{ &starttls_imap, "a STARTTLS\r\n\r\n", "", I },
	{ &starttls_imap, "a STARTTLS\r\n\x16\x03\x01", "", I },
	{ &starttls_imap, "1 NOOP\r\na STARTTLS\r\nb NOOP\r\n",
	    "1 OK done\r\n", I },
	/* no text */
	{ &starttls_imap, "\x16\x03\x01", "* BYE closing\r\n", L },
	{ &starttls_imap, "a\x80 NOOP\r\n", "* BYE closing\r\n", L },
	{ &starttls_imap, "a NOOP\x7f\r\n", "* BYE closing\r\n", L },
	{ &starttls_imap, "a NOOP\r\r\n", "* BYE closing\r\n", L },
	{ &starttls_imap, "a STARTTLS\rb NOOP\r\n", "* BYE closing\r\n", L },

	{ &starttls_pop3, "CAPA\r\n", "+OK\r\nSTLS\r\n.\r\n", R },
	{ &starttls_pop3, "capa\nNOOP\n", "+OK\r\nSTLS\r\n.\r\n+OK\r\n", R },
	{ &starttls_pop3, "CAPA all\r\n", "-ERR STLS first\r\n", R },
	{ &starttls_pop3, "USER me\r\nPASS secret\r\n",
	    "-ERR STLS first\r\n-ERR STLS first\r\n", R },
	{ &starttls_pop3, "APOP me 0123\r\nAUTH\r\nSTAT\r\n\r\n",
	    "-ERR STLS first\r\n-ERR STLS first\r\n-ERR STLS first\r\n"
	    "-ERR STLS first\r\n", R },
	{ &starttls_pop3, "QUIT\r\n", "+OK\r\n", Q },
	{ &starttls_pop3, "STLS\r\n", "+OK begin TLS\r\n", U },
	{ &starttls_pop3, "STLS now\r\n", "-ERR STLS first\r\n", R },
	{ &starttls_pop3, "STARTTLS\r\n", "-ERR STLS first\r\n", R },
	{ &starttls_pop3, "STLS\r\nUSER me\r\n", "", I },
	{ &starttls_pop3, "STLS\nNOOP\n", "", I },
	{ &starttls_pop3, "\x80", "-ERR closing\r\n", L },

	{ &starttls_smtp, "EHLO there\r\n",
	    "250-a.test\r\n250 STARTTLS\r\n", R },
	{ &starttls_smtp, "ehlo\nhelo me\n",
	    "250-a.test\r\n250 STARTTLS\r\n250 a.test\r\n", R },
	{ &starttls_smtp, "NOOP x\r\nRSET\r\n", "250 OK\r\n250 OK\r\n", R },
	{ &starttls_smtp, "QUIT\r\n", "221 Bye\r\n", Q },
	{ &starttls_smtp, "EHLOX\r\nMAIL FROM:<a@b>\r\nAUTH PLAIN AA==\r\n\r\n",
	    MUST_FIRST MUST_FIRST MUST_FIRST MUST_FIRST, R },
	{ &starttls_smtp, "VRFY x\r\nHELP\r\nDATA\r\nSTLS\r\n",
	    MUST_FIRST MUST_FIRST MUST_FIRST MUST_FIRST, R },
	{ &starttls_smtp, "STARTTLS\r\n", "220 Ready to start TLS\r\n", U },
	{ &starttls_smtp, "StartTLS x\r\n",
	    "501 Syntax error (no parameters allowed)\r\n", R },
	{ &starttls_smtp, "STARTTLS\r\nRSET\r\n", "", I },
	{ &starttls_smtp, "STARTTLS\nMAIL FROM:<a@b>\n", "", I },
	{ &starttls_smtp, "\x01", "421 Closing\r\n", L }
};

/* Feeds LEN bytes, PIECE at a time, as the network does. */
static int
feed(struct starttls *m, const char *in, size_t len, size_t piece, char *out,
    size_t cap)
{
	char text[STARTTLS_REPLY_MAX];
	int verdict = STARTTLS_READ;
	struct sbuf reply, all;
	size_t n;

	sbuf_init(&all, out, cap);
	for (;;) {
		sbuf_init(&reply, text, sizeof text);
		verdict = (int)starttls_next(m, &reply);
		CHECK(!reply.cut);
		if (verdict != STARTTLS_INJECTED)
			sbuf_str(&all, text);
		if (verdict == STARTTLS_SAY)
			continue;
		if (verdict != STARTTLS_READ || len == 0)
			return verdict;
		CHECK_STR(text, "");
		if (!CHECK(m->len < sizeof m->in))
			return verdict;	/* it reads no end of a line */
		n = sizeof m->in - m->len;
		n = n < piece ? n : piece;
		n = n < len ? n : len;
		memcpy(m->in + m->len, in, n);
		m->len += n;
		in += n;
		len -= n;
	}
}

static void
test_row(const struct row *row)
{
	struct starttls m;
	char out[1024];
	int verdict;

	starttls_init(&m, row->protocol, "a.test");
	verdict = feed(&m, row->in, strlen(row->in), 10000, out, sizeof out);
	if (!CHECK_STR(out, row->out) || !CHECK_INT(verdict, row->verdict))
		printf("\tin row %s\n", row->in);
	if (row->verdict == U)
		CHECK_INT(m.len, 0);
	if (row->verdict == I)
		return;		/* byte by byte it is the caller's to see */
	starttls_init(&m, row->protocol, "a.test");
	verdict = feed(&m, row->in, strlen(row->in), 1, out, sizeof out);
	if (!CHECK_STR(out, row->out) || !CHECK_INT(verdict, row->verdict))
		printf("\tin row %s, byte by byte\n", row->in);
}

static void
test_limits(void)
{
	static const char nul[] = "a NOOP\0\r\n";
	char in[2 * STARTTLS_LINE_MAX], out[4096];
	struct starttls m;
	size_t i;

	/* A line fills the buffer, with its end; and one byte more. */
	memset(in, 'x', sizeof in);
	memcpy(in, "a ", 2);
	memcpy(in + STARTTLS_LINE_MAX - 2, "\r\n", 2);
	starttls_init(&m, &starttls_imap, "a.test");
	CHECK_INT(feed(&m, in, STARTTLS_LINE_MAX, 100, out, sizeof out), R);
	CHECK_STR(out, "a" FIRST);
	in[STARTTLS_LINE_MAX - 2] = 'x';
	memcpy(in + STARTTLS_LINE_MAX - 1, "\r\n", 2);
	CHECK_INT(feed(&m, in, STARTTLS_LINE_MAX + 1, 100, out, sizeof out),
	    L);
	CHECK_STR(out, "* BYE closing\r\n");

	/* So many lines and no more, be they good or bad. */
	starttls_init(&m, &starttls_pop3, "a.test");
	for (i = 0; i < STARTTLS_LINES_MAX; i++)
		CHECK_INT(feed(&m, "NOOP\r\n", 6, 6, out, sizeof out), R);
	CHECK_INT(feed(&m, "STLS\r\n", 6, 6, out, sizeof out), L);
	CHECK_STR(out, "-ERR closing\r\n");

	starttls_init(&m, &starttls_imap, "a.test");
	CHECK_INT(feed(&m, nul, sizeof nul - 1, 100, out, sizeof out), L);
	CHECK_STR(out, "* BYE closing\r\n");

	/* The longest replies fit. */
	memset(in, 'h', STARTTLS_HOST_MAX - 1);
	in[STARTTLS_HOST_MAX - 1] = '\0';
	starttls_init(&m, &starttls_smtp, in);
	CHECK_INT(feed(&m, "EHLO x\r\n", 8, 8, out, sizeof out), R);
	CHECK_INT(strlen(out), 4 + STARTTLS_HOST_MAX - 1 + 2 + 14);
	starttls_init(&m, &starttls_imap, in);
	CHECK_INT(feed(&m, TAG40 " LOGIN {9}\r\n", 52, 99, out, sizeof out),
	    L);
	CHECK_STR(out, TAG40 PRIVACY "* BYE closing\r\n");
}

static void
test_greetings(void)
{
	char text[STARTTLS_REPLY_MAX];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	starttls_imap.greet("a.test", &s);
	CHECK_STR(text, "* OK [" CAPS "] STARTTLS first\r\n");
	sbuf_init(&s, text, sizeof text);
	starttls_pop3.greet("a.test", &s);
	CHECK_STR(text, "+OK STLS first\r\n");
	sbuf_init(&s, text, sizeof text);
	starttls_smtp.greet("a.test", &s);
	CHECK_STR(text, "220 a.test ESMTP\r\n");
	CHECK(starttls_find("imap") == &starttls_imap);
	CHECK(starttls_find("pop3") == &starttls_pop3);
	CHECK(starttls_find("smtp") == &starttls_smtp);
	CHECK(starttls_find("") == NULL);
	CHECK(starttls_find("imaps") == NULL);
	CHECK(starttls_find("Imap") == NULL);
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		test_row(&rows[i]);
	test_limits();
	test_greetings();
	return unit_done();
}
