/* SPDX-License-Identifier: MIT */
/* A look at a server's certificates (RFC 5246): see peek.h. */
#include "tls/peek.h"

#include <string.h>

#include "base/sbuf.h"
#include "tls/alert.h"

enum {
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_MAX = 16384,
	MSG_SERVER_HELLO = 2,
	MSG_CERTIFICATE = 11,
	MSG_DONE = 14,
	MSG_HEAD = 4,
	ALERT_WARNING = 1,
	SHOWN = 40		/* bytes of a reply that is not TLS */
};

/*
 * The middle of the ClientHello: no session, suites with certificates that
 * servers of the last fifteen years support, no compression.
 */
static const uint8_t suites[] = {
	0,				/* session id: none */
	0, 26,
	0xc0, 0x2b, 0xc0, 0x2c, 0xcc, 0xa9,	/* ECDHE-ECDSA */
	0xc0, 0x2f, 0xc0, 0x30, 0xcc, 0xa8,	/* ECDHE-RSA */
	0xc0, 0x09, 0xc0, 0x13, 0xc0, 0x0a, 0xc0, 0x14,	/* with CBC */
	0x00, 0x9c, 0x00, 0x2f,			/* RSA */
	0x00, 0xff,				/* RFC 5746, 3.3 */
	1, 0				/* compression: none */
};

/* Groups, point formats, signature algorithms (RFC 8422, RFC 8446, 4.2.3). */
static const uint8_t extensions[] = {
	0, 10, 0, 10, 0, 8, 0, 29, 0, 23, 0, 24, 0, 25,
	0, 11, 0, 2, 1, 0,
	0, 13, 0, 24, 0, 22, 4, 3, 5, 3, 6, 3, 8, 7, 8, 4, 8, 5, 8, 6,
	4, 1, 5, 1, 6, 1, 2, 1,
	0, 23, 0, 0			/* RFC 7627 */
};

static void
put16(uint8_t *p, size_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static size_t
get24(const uint8_t *p)
{
	return (size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2];
}

/* The extension server_name. */
static size_t
put_name(uint8_t *p, const char *name)
{
	size_t n = name == NULL ? 0 : strlen(name);

	if (n == 0)
		return 0;
	put16(p, 0);
	put16(p + 2, n + 5);
	put16(p + 4, n + 3);
	p[6] = 0;
	put16(p + 7, n);
	memcpy(p + 9, name, n);
	return n + 9;
}

/* The extension application_layer_protocol_negotiation (RFC 7301). */
static size_t
put_alpn(uint8_t *p, const char *alpn)
{
	size_t n = alpn == NULL ? 0 : strlen(alpn);

	if (n == 0)
		return 0;
	put16(p, 16);
	put16(p + 2, n + 3);
	put16(p + 4, n + 1);
	p[6] = (uint8_t)n;
	memcpy(p + 7, alpn, n);
	return n + 7;
}

size_t
peek_hello(uint8_t *out, const uint8_t random[PEEK_RANDOM], const char *name)
{
	return peek_hello_alpn(out, random, name, NULL);
}

size_t
peek_hello_alpn(uint8_t *out, const uint8_t random[PEEK_RANDOM],
    const char *name, const char *alpn)
{
	/* Handshake, the version of a first record; a ClientHello, 1.2. */
	static const uint8_t start[] = {
		RECORD_HANDSHAKE, 3, 1, 0, 0, 1, 0, 0, 0, 3, 3
	};
	uint8_t *p = out + sizeof start, *ext;

	memcpy(out, start, sizeof start);
	memcpy(p, random, PEEK_RANDOM);
	p += PEEK_RANDOM;
	memcpy(p, suites, sizeof suites);
	ext = p + sizeof suites;
	p = ext + 2;
	p += put_name(p, name);
	p += put_alpn(p, alpn);
	memcpy(p, extensions, sizeof extensions);
	p += sizeof extensions;
	put16(ext, (size_t)(p - ext) - 2);
	put16(out + 3, (size_t)(p - out) - 5);
	put16(out + 7, (size_t)(p - out) - 9);
	return (size_t)(p - out);
}

static enum peek_state
bad(struct err *e, const char *why)
{
	(void)err_why(e, why, NULL, NULL);
	return PEEK_BAD;
}

/* The first bytes are not a record: probably a plain-text greeting. */
static enum peek_state
no_tls(const uint8_t *bytes, size_t len, struct err *e)
{
	char text[SHOWN + 80];
	struct sbuf s;
	size_t n = 0;

	while (n < len && n < SHOWN && bytes[n] != '\r' && bytes[n] != '\n')
		n++;
	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "no TLS on this port; the server says \"");
	sbuf_shown(&s, bytes, n);
	sbuf_str(&s, "\"");
	return bad(e, text);
}

static enum peek_state
alert(const uint8_t *body, struct err *e)
{
	char text[160];
	struct sbuf s;

	/* For example unrecognized_name; the handshake continues. */
	if (body[0] == ALERT_WARNING && body[1] != 0)
		return PEEK_MORE;
	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "the server refuses TLS 1.2 with alert ");
	sbuf_str(&s, alert_name(body[1]));
	sbuf_str(&s, " (");
	sbuf_dec(&s, body[1]);
	sbuf_str(&s, ")");
	if (body[1] == ALERT_PROTOCOL_VERSION ||
	    body[1] == ALERT_HANDSHAKE_FAILURE)
		sbuf_str(&s, "; TLS 1.3 encrypts the certificates");
	return bad(e, text);
}

/* certificate_list: whole certificates up to the end of the message. */
static enum peek_state
certificate(struct peek *p, size_t at, size_t len, struct err *e)
{
	size_t i, n;

	if (len < 3 || get24(p->msgs + at) != len - 3)
		return bad(e, "the Certificate message is damaged");
	for (i = 3; i < len; i += n + 3) {
		if (len - i < 3)
			return bad(e, "the Certificate message is damaged");
		n = get24(p->msgs + at + i);
		if (n > len - i - 3 || n == 0)
			return bad(e, "the Certificate message is damaged");
	}
	if (len == 3)
		return bad(e, "the server has no certificate");
	p->at = at + 3;
	p->end = at + len;
	return PEEK_DONE;
}

/* The messages so far: a ServerHello and whatever follows it. */
static enum peek_state
messages(struct peek *p, struct err *e)
{
	size_t at = 0, n;
	uint8_t type;

	while (p->len - at >= MSG_HEAD) {
		type = p->msgs[at];
		n = get24(p->msgs + at + 1);
		if ((at == 0) != (type == MSG_SERVER_HELLO))
			return bad(e, type == MSG_DONE ? "the server has no "
			    "certificate" : "the handshake is not TLS");
		if (n > PEEK_ROOM - MSG_HEAD - at)
			return bad(e, "the certificates exceed 64 KB");
		at += MSG_HEAD;
		if (p->len - at < n)
			return PEEK_MORE;
		if (type == MSG_CERTIFICATE)
			return certificate(p, at, n, e);
		if (type == MSG_DONE)
			return bad(e, "the server has no certificate");
		at += n;
	}
	return PEEK_MORE;
}

/* The header of a record, five bytes (RFC 5246, 6.2.1). */
static enum peek_state
record(struct peek *p, struct err *e)
{
	p->left = (size_t)p->head[3] << 8 | p->head[4];
	if ((p->head[0] != RECORD_HANDSHAKE && p->head[0] != RECORD_ALERT) ||
	    p->head[1] != 3 || p->left == 0 || p->left > RECORD_MAX)
		return p->len > 0 ? bad(e, "the handshake is not TLS") :
		    no_tls(p->head, sizeof p->head, e);
	if (p->head[0] == RECORD_ALERT && p->left != 2)
		return bad(e, "the alert is damaged");
	return PEEK_MORE;
}

enum peek_state
peek_take(struct peek *p, const uint8_t *bytes, size_t len, struct err *e)
{
	enum peek_state state = PEEK_MORE;

	/* Of a plain-text reply the first piece is shown. */
	if (p->n_head == 0 && p->len == 0 && len > 0 &&
	    bytes[0] != RECORD_HANDSHAKE && bytes[0] != RECORD_ALERT)
		return no_tls(bytes, len, e);
	for (; len > 0 && state == PEEK_MORE; bytes++, len--) {
		if (p->n_head < sizeof p->head) {
			p->head[p->n_head++] = *bytes;
			if (p->n_head == sizeof p->head)
				state = record(p, e);
			continue;
		}
		if (p->len == PEEK_ROOM)
			return bad(e, "the certificates exceed 64 KB");
		p->msgs[p->len++] = *bytes;
		if (--p->left > 0)
			continue;
		p->n_head = 0;
		if (p->head[0] == RECORD_HANDSHAKE) {
			state = messages(p, e);
		} else {
			p->len -= 2;
			state = alert(p->msgs + p->len, e);
		}
	}
	return state;
}

const uint8_t *
peek_next(struct peek *p, size_t *len)
{
	const uint8_t *der;

	if (p->at >= p->end)
		return NULL;
	*len = get24(p->msgs + p->at);
	der = p->msgs + p->at + 3;
	p->at += 3 + *len;
	return der;
}
