/* SPDX-License-Identifier: MIT */
/*
 * What follows the handshake: a backend whose words come in pieces of each
 * size, a client whose commands go up at given places.
 */
#include "lib/unit.h"
#include "relay/starttls_after.h"

/*
 * The backend says `from` and the client sees `to`.  A '^' in `from` is where
 * the client sends the next of `up`.
 */
static const struct row {
	const struct starttls_protocol *protocol;
	const char *up[4];
	const char *from, *to;
} rows[] = {
	/* greetings */
	{ &starttls_imap, { NULL }, "* OK hello\r\n", "" },
	{ &starttls_imap, { NULL }, "* ok\r\n", "" },
	{ &starttls_imap, { NULL }, "* OK\n", "" },
	{ &starttls_imap, { NULL }, "* OK [CAPABILITY STARTTLS] hi\r\n", "" },
	{ &starttls_imap, { NULL }, "* PREAUTH hello\r\n", "" },
	{ &starttls_imap, { NULL }, "* OK a\r\n* BYE b\r\n", "* BYE b\r\n" },
	{ &starttls_imap, { NULL }, "* BYE busy\r\n", "* BYE busy\r\n" },
	{ &starttls_imap, { NULL }, "+OK no\r\n", "+OK no\r\n" },
	{ &starttls_imap, { NULL }, "* O", "* O" },
	{ &starttls_imap, { NULL }, "*\r\n* OK x\r\n", "*\r\n* OK x\r\n" },
	{ &starttls_imap, { NULL }, "", "" },
	{ &starttls_pop3, { NULL }, "+OK <1.2@x>\r\n+OK\r\n", "+OK\r\n" },
	{ &starttls_pop3, { NULL }, "+OK\r\n+OK\r\n", "+OK\r\n" },
	{ &starttls_pop3, { NULL }, "+OK\n+OK\r\n", "+OK\r\n" },
	{ &starttls_pop3, { NULL }, "-ERR busy\r\n", "-ERR busy\r\n" },
	{ &starttls_smtp, { NULL }, "220 x ESMTP\r\n250 y\r\n", "250 y\r\n" },
	{ &starttls_smtp, { NULL },
	    "220-x\r\n220-\r\n220 y\r\n250 z\r\n", "250 z\r\n" },
	{ &starttls_smtp, { NULL }, "220\r\n250 z\r\n", "250 z\r\n" },
	{ &starttls_smtp, { NULL }, "220-x\r\n421 y\r\n", "421 y\r\n" },
	{ &starttls_smtp, { NULL }, "554 no\r\n", "554 no\r\n" },
	{ &starttls_smtp, { NULL }, "421-a\r\n421 STARTTLS\r\n",
	    "421-a\r\n421 STARTTLS\r\n" },

	/* capabilities */
	{ &starttls_imap, { "a CAPABILITY\r\n" },
	    "* OK x\r\n^* CAPABILITY IMAP4rev1 STARTTLS IDLE\r\na OK x\r\n",
	    "* CAPABILITY IMAP4rev1 IDLE\r\na OK x\r\n" },
	{ &starttls_imap, { "a capability\r\n" },
	    "* OK x\r\n^* Capability StartTLS\r\na OK x\r\n",
	    "* Capability\r\na OK x\r\n" },
	{ &starttls_imap, { "a ID NIL\r\n", "b NOOP\r\n" },
	    "* OK x\r\n^* ID NIL\r\na OK [CAPABILITY STARTTLS X] STARTTLS\r\n^"
	    "b OK [CAPABILITY IMAP4rev1 STARTTLS] done\r\n",
	    "* ID NIL\r\na OK [CAPABILITY X] STARTTLS\r\n"
	    "b OK [CAPABILITY IMAP4rev1] done\r\n" },
	{ &starttls_imap, { "a CAPABILITY\r\n" },
	    "* OK x\r\n^* CAPABILITY XSTARTTLS STARTTLSX STARTTLS=1 "
	    "AVERYLONGCAPABILITY\r\n",
	    "* CAPABILITY XSTARTTLS STARTTLSX STARTTLS=1 "
	    "AVERYLONGCAPABILITY\r\n" },
	{ &starttls_imap, { "a NOOP\r\n" },
	    "* OK x\r\n^* OK STARTTLS was there\r\na OK STARTTLS\r\n",
	    "* OK STARTTLS was there\r\na OK STARTTLS\r\n" },
	{ &starttls_pop3, { "CAPA\r\n" },
	    "+OK x\r\n^+OK\r\nTOP\r\nSTLS\r\nUSER\r\n.\r\n",
	    "+OK\r\nTOP\r\nUSER\r\n.\r\n" },
	{ &starttls_pop3, { "CAPA\r\n", "CAPA\n" },
	    "+OK x\r\n^+OK\nstls\n.\n^+OK\r\nSTLSX\r\nX STLS\r\nSTLS X\r\n",
	    "+OK\n.\n+OK\r\nSTLSX\r\nX STLS\r\nSTLS X\r\n" },
	{ &starttls_smtp, { "EHLO x\r\n" },
	    "220 x\r\n^250-x STARTTLS hi\r\n250-STARTTLS\r\n250-SIZE 9\r\n"
	    "250 HELP\r\n",
	    "250-x STARTTLS hi\r\n250-SIZE 9\r\n250 HELP\r\n" },
	{ &starttls_smtp, { "EHLO x\r\n" },
	    "220 x\r\n^250-x\r\n250-SIZE 9\r\n250 STARTTLS\r\n",
	    "250-x\r\n250-SIZE 9\r\n250 HELP\r\n" },
	{ &starttls_smtp, { "EHLO x\r\n" },
	    "220 x\r\n^250-x\r\n250 STARTTLS is not here\r\n",
	    "250-x\r\n250 STARTTLS is not here\r\n" },
	{ &starttls_smtp, { "EHLO x\r\nQUIT\r\n" },
	    "220 x\r\n^250-x\r\n250 STARTTLS\r\n221 y\r\n",
	    "250-x\r\n250 HELP\r\n221 y\r\n" },
	{ &starttls_smtp, { "STARTTLS\r\n" },
	    "220 x\r\n^220 STARTTLS\r\n", "220 STARTTLS\r\n" },

	/* the end of it all: not a byte is changed after these */
	{ &starttls_imap, { "a NOOP\r\n", "b LOGIN x y\r\n" },
	    "* OK x\r\n^a OK [CAPABILITY STARTTLS] x\r\n^"
	    "b OK [CAPABILITY STARTTLS] x\r\n* CAPABILITY STARTTLS\r\n",
	    "a OK [CAPABILITY] x\r\n"
	    "b OK [CAPABILITY STARTTLS] x\r\n* CAPABILITY STARTTLS\r\n" },
	{ &starttls_imap, { "a CAPABILITY\r\nb LOGIN x y\r\n" },
	    "* OK x\r\n^* CAPABILITY STARTTLS\r\n",
	    "* CAPABILITY STARTTLS\r\n" },
	{ &starttls_imap, { "a CAPABILITIES\r\n" },
	    "* OK x\r\n^* CAPABILITY STARTTLS\r\n",
	    "* CAPABILITY STARTTLS\r\n" },
	{ &starttls_imap, { "a CAPABILITYCAPABILITY\r\n" },
	    "* OK x\r\n^* CAPABILITY STARTTLS\r\n",
	    "* CAPABILITY STARTTLS\r\n" },
	{ &starttls_imap, { "DONE\r\n" },
	    "* OK x\r\n^* CAPABILITY STARTTLS\r\n",
	    "* CAPABILITY STARTTLS\r\n" },
	{ &starttls_imap, { "\r\n" },
	    "* OK x\r\n^* CAPABILITY STARTTLS\r\n",
	    "* CAPABILITY STARTTLS\r\n" },
	{ &starttls_imap, { "a FETCH 1 BODY[]\r\n" },
	    "* PREAUTH x\r\n^* 1 FETCH (BODY[] {23}\r\n"
	    "* CAPABILITY STARTTLS\r\n)\r\n",
	    "* 1 FETCH (BODY[] {23}\r\n* CAPABILITY STARTTLS\r\n)\r\n" },
	/* with half a word held: it comes, and as it was */
	{ &starttls_imap, { "a LOGIN x y\r\n" },
	    "* OK x\r\n* CAPABILITY START^TLS\r\n",
	    "* CAPABILITY STARTTLS\r\n" },
	{ &starttls_pop3, { "NOOP\r\n", "USER x\r\n" },
	    "+OK x\r\n^+OK\r\nSTLS\r\n^STLS\r\n", "+OK\r\nSTLS\r\n" },
	{ &starttls_pop3, { "RETR 1\r\n" },
	    "+OK x\r\n^STLS\r\n.\r\n", "STLS\r\n.\r\n" },
	{ &starttls_smtp, { "EHLO x\r\nNOOP y\r\nRSET\r\n", "MAIL x\r\n" },
	    "220 x\r\n^250-STARTTLS\r\n^250-STARTTLS\r\n",
	    "250-STARTTLS\r\n" },
	/* an end with something held */
	{ &starttls_imap, { NULL }, "* OK x\r\n* CAPABILITY STARTTLS",
	    "* CAPABILITY STARTTLS" }
};

enum { ROOM = 64 };

static struct backend {
	struct stream stream;
	const struct row *row;
	const char *at;
	size_t piece;
	unsigned next;		/* of row->up */
	char heard[512];
	size_t n_heard;
} b;

static long
backend_read(void *self, void *buf, size_t cap)
{
	size_t len = strcspn(b.at, "^");

	(void)self;
	b.stream.want = STREAM_WANT_READ;
	if (*b.at == '\0')
		return STREAM_EOF;
	if (len == 0)
		return STREAM_AGAIN;
	len = len < b.piece ? len : b.piece;
	CHECK(len <= cap);
	memcpy(buf, b.at, len);
	b.at += len;
	return (long)len;
}

static long
backend_write(void *self, const void *buf, size_t len)
{
	size_t n = len < b.piece ? len : b.piece;

	(void)self;
	memcpy(b.heard + b.n_heard, buf, n);
	b.n_heard += n;
	return (long)n;
}

static long
backend_shut(void *self)
{
	(void)self;
	b.stream.want = STREAM_WANT_WRITE;
	return STREAM_AGAIN;
}

static struct stream *
start(struct starttls_after *a, const struct row *row, size_t piece)
{
	memset(&b, 0, sizeof b);
	b.stream.read = backend_read;
	b.stream.write = backend_write;
	b.stream.shut = backend_shut;
	b.row = row;
	b.at = row->from;
	b.piece = piece;
	return starttls_after_init(a, row->protocol, &b.stream);
}

static void
send_up(struct stream *s, const char *text)
{
	size_t len = strlen(text);
	long n;

	while (len > 0) {
		n = s->write(s->self, text, len);
		if (!CHECK(n > 0))
			return;
		text += n;
		len -= (size_t)n;
	}
}

static void
test_row(const struct row *row, size_t piece)
{
	struct starttls_after a;
	struct stream *s = start(&a, row, piece);
	char got[512], buf[ROOM], up[512] = "";
	size_t len = 0;
	long n;

	for (;;) {
		n = s->read(s->self, buf, sizeof buf);
		if (n == STREAM_EOF)
			break;
		if (n == STREAM_AGAIN && *b.at == '^') {
			b.at++;
			strcat(up, row->up[b.next]);
			send_up(s, row->up[b.next++]);
		}
		if (n <= 0)
			continue;
		memcpy(got + len, buf, (size_t)n);
		len += (size_t)n;
	}
	if (!CHECK_MEM(got, len, row->to, strlen(row->to)))
		printf("\tpieces of %zu of %s\tbecame %.*s\n", piece,
		    row->from, (int)len, got);
	CHECK_MEM(b.heard, b.n_heard, up, strlen(up));
	/* An end stays one. */
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_EOF);
}

/* The client's bytes wait for the greeting, and nothing is forgotten. */
static void
test_order(void)
{
	static const struct row row = {
		&starttls_smtp, { NULL }, "220-a\r\n^220 b\r\n^250 c\r\n^", ""
	};
	struct starttls_after a;
	struct stream *s = start(&a, &row, 100);
	char buf[ROOM];

	CHECK_INT(s->write(s->self, "EHLO x\r\n", 8), STREAM_AGAIN);
	CHECK_INT(s->want, STREAM_WANT_READ);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_AGAIN);
	CHECK_INT(s->want, STREAM_WANT_READ);
	CHECK_INT(s->write(s->self, "EHLO x\r\n", 8), STREAM_AGAIN);
	CHECK_INT(s->want, STREAM_WANT_READ);
	b.at++;
	/* Greeted: now the relay shall look whether it can write. */
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_AGAIN);
	CHECK_INT(s->want, STREAM_WANT_WRITE);
	CHECK_INT(b.n_heard, 0);
	CHECK_INT(s->write(s->self, "EHLO x\r\n", 8), 8);
	CHECK_MEM(b.heard, b.n_heard, "EHLO x\r\n", 8);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_AGAIN);
	CHECK_INT(s->want, STREAM_WANT_READ);
	b.at++;
	CHECK_INT(s->read(s->self, buf, sizeof buf), 7);
	CHECK_INT(s->shut(s->self), STREAM_AGAIN);
	CHECK_INT(s->want, STREAM_WANT_WRITE);
}

/* A greeting that is none: the client's bytes are let through after it. */
static void
test_refusal(void)
{
	static const struct row row = {
		&starttls_imap, { NULL }, "* BYE\r\n^", ""
	};
	struct starttls_after a;
	struct stream *s = start(&a, &row, 100);
	char buf[ROOM];

	CHECK_INT(s->write(s->self, "a\r\n", 3), STREAM_AGAIN);
	CHECK_INT(s->read(s->self, buf, sizeof buf), 7);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_AGAIN);
	CHECK_INT(s->want, STREAM_WANT_WRITE);
	CHECK_INT(s->write(s->self, "a\r\n", 3), 3);
	/* Or it ends without a word. */
	s = start(&a, &row, 100);
	b.at = "";
	CHECK_INT(s->write(s->self, "a\r\n", 3), STREAM_AGAIN);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_EOF);
	CHECK_INT(s->write(s->self, "a\r\n", 3), 3);
}

int
main(void)
{
	size_t i, piece;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (piece = 1; piece <= 40; piece++)
			test_row(&rows[i], piece);
	test_order();
	test_refusal();
	return unit_done();
}
