/* SPDX-License-Identifier: MIT */
/*
 * STARTTLS: the plain text before TLS, and the backend's words after it.
 *
 * The first byte chooses: the protocol, before or after, and in what pieces
 * the rest comes.  What must hold before TLS: each reply is whole lines of
 * printable text that fit, and nothing is left behind STARTTLS.  After it:
 * only whole pieces are left out, a client waits for the greeting, and once
 * it has said a command that is not safe not a byte is changed or lost.
 */
#include "lib/fuzz.h"

#include <string.h>

#include "relay/starttls.h"
#include "relay/starttls_after.h"

enum { CAP = 48 };

static const struct starttls_protocol *const protocols[] = {
	&starttls_imap, &starttls_pop3, &starttls_smtp
};

static void
must_be_lines(const struct sbuf *s)
{
	size_t i;

	MUST(!s->cut);
	MUST(s->len >= 2 && memcmp(s->buf + s->len - 2, "\r\n", 2) == 0);
	for (i = 0; i < s->len; i++)
		MUST((s->buf[i] >= ' ' && s->buf[i] <= '~') ||
		    (s->buf[i] == '\r' && s->buf[i + 1] == '\n') ||
		    (s->buf[i] == '\n' && s->buf[i - 1] == '\r'));
}

static void
before(const struct starttls_protocol *p, const uint8_t *data, size_t len,
    size_t piece)
{
	char text[STARTTLS_REPLY_MAX];
	unsigned said = 0;
	struct sbuf reply;
	struct starttls m;
	size_t n;

	memset(&m, 0, sizeof m);
	starttls_init(&m, p, "a.test");
	for (;;) {
		sbuf_init(&reply, text, sizeof text);
		switch (starttls_next(&m, &reply)) {
		case STARTTLS_READ:
			MUST(reply.len == 0);
			MUST(m.len < sizeof m.in);
			n = sizeof m.in - m.len;
			n = n < piece ? n : piece;
			n = n < len ? n : len;
			if (n == 0)
				return;
			memcpy(m.in + m.len, data, n);
			m.len += n;
			data += n;
			len -= n;
			break;
		case STARTTLS_SAY:
			must_be_lines(&reply);
			MUST(++said <= STARTTLS_LINES_MAX);
			break;
		case STARTTLS_UPGRADE:
			must_be_lines(&reply);
			MUST(m.len == 0);
			return;
		case STARTTLS_QUIT:
		case STARTTLS_LIMIT:
			must_be_lines(&reply);
			return;
		case STARTTLS_INJECTED:
			MUST(m.len > 0);
			return;
		}
	}
}

/* A backend that says the input, and takes what it is given. */
static struct {
	struct stream stream;
	const uint8_t *at;
	size_t left, piece;
	size_t heard;
} b;

static long
b_read(void *self, void *buf, size_t cap)
{
	size_t n = b.left < b.piece ? b.left : b.piece;

	(void)self;
	MUST(cap > 0);
	b.stream.want = STREAM_WANT_READ;
	if (n > cap)
		n = cap;
	memcpy(buf, b.at, n);
	b.at += n;
	b.left -= n;
	return (long)n;
}

static long
b_write(void *self, const void *buf, size_t len)
{
	(void)self;
	(void)buf;
	len = len < b.piece ? len : b.piece;
	b.heard += len;
	return (long)len;
}

/* What the client has seen. */
static struct {
	char *text;
	size_t len, cap;
} got;

/* Reads until the backend has LEFT bytes to say; 0: to its end. */
static void
hear(struct stream *s, size_t left)
{
	char buf[CAP];
	long n = STREAM_AGAIN;

	while (n != STREAM_EOF && (left == 0 || b.left > left)) {
		n = s->read(s->self, buf, sizeof buf);
		MUST(n == STREAM_EOF || n == STREAM_AGAIN || n > 0);
		if (n <= 0)
			continue;
		MUST(n <= CAP && (size_t)n <= got.cap - got.len);
		memcpy(got.text + got.len, buf, (size_t)n);
		got.len += (size_t)n;
	}
}

static void
say(struct stream *s, const char *text)
{
	size_t len = strlen(text), at;

	for (at = b.heard = 0; at < len;) {
		at += (size_t)s->write(s->self, text + at, len - at);
		MUST(b.heard == at);
	}
}

/* GOT is what was said with pieces left out. */
static int
is_part(const uint8_t *said, size_t len)
{
	size_t i = 0;

	for (; i < got.len && len > 0; said++, len--)
		i += got.text[i] == (char)*said;
	return i == got.len;
}

static void
after(const struct starttls_protocol *p, const uint8_t *data, size_t len,
    size_t piece)
{
	struct starttls_after a;
	struct stream *s;
	size_t was, held;

	memset(&b, 0, sizeof b);
	b.stream.read = b_read;
	b.stream.write = b_write;
	b.at = data;
	b.left = len;
	b.piece = piece;
	got.cap = len;
	got.len = 0;
	got.text = malloc(len + 1);
	MUST(got.text != NULL);
	s = starttls_after_init(&a, p, &b.stream);
	hear(s, len / 2 + 1);
	if (a.phase <= STARTTLS_SWALLOW) {
		MUST(got.len == 0);
		MUST(s->write(s->self, "x", 1) == STREAM_AGAIN);
	} else {
		was = a.phase;
		say(s, p->verb_at == 1 ? "a NOOP\r\nb NOOP \n" :
		    "NOOP\r\nNOOP \n");
		MUST(a.phase == was);
		hear(s, len / 4 + 1);
		held = a.down.len;
		memcpy(got.text + got.len, a.down.text, held);
		was = got.len;
		len = b.left;
		data = b.at;
		say(s, "a LOGIN x y\r\n");
		MUST(a.phase == STARTTLS_OPEN);
		hear(s, 0);
		MUST(got.len == was + held + len);
		MUST(memcmp(got.text + was + held, data, len) == 0);
		free(got.text);
		return;
	}
	hear(s, 0);
	if (p != &starttls_smtp)	/* it may say HELP */
		MUST(is_part(data, len));
	free(got.text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct starttls_protocol *p;

	if (len == 0)
		return 0;
	p = protocols[data[0] % 3];
	if ((data[0] & 0x40) != 0)
		before(p, data + 1, len - 1, data[0] / 3 % 16 + 1);
	else
		after(p, data + 1, len - 1, data[0] / 3 % 16 + 1);
	return 0;
}
