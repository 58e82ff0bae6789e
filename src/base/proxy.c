/* SPDX-License-Identifier: MIT */
/* The PROXY protocol: see proxy.h. */
#include "base/proxy.h"

#include <stdbool.h>
#include <string.h>

#include "base/name.h"
#include "base/num.h"
#include "base/sbuf.h"

enum {
	/* 2.2: version 2, command PROXY */
	V2_PROXY = 0x21,
	V2_UNKNOWN = 0x00,
	V2_TCP4 = 0x11,
	V2_TCP6 = 0x21,
	/* 2.2.1 to 2.2.6 */
	TYPE_AUTHORITY = 0x02,
	TYPE_SSL = 0x20,
	SUBTYPE_SSL_VERSION = 0x21,
	SUBTYPE_SSL_CIPHER = 0x23,
	CLIENT_SSL = 0x01
};

/* Both ends, parsed. */
struct ends {
	struct name from, to;
	unsigned long from_port, to_port;
};

static bool
read_address(const char *text, struct name *n)
{
	/* The zone of a link-local address is meaningful on this host only. */
	return name_parse(text, strcspn(text, "%"), n) == 0 && n->ip_len != 0;
}

static bool
read_ends(const struct proxy *p, struct ends *x)
{
	return read_address(p->from, &x->from) &&
	    read_address(p->to, &x->to) && x->from.ip_len == x->to.ip_len &&
	    num_parse(p->from_port, 0, 65535, &x->from_port) == 0 &&
	    num_parse(p->to_port, 0, 65535, &x->to_port) == 0;
}

static void
version_1(struct sbuf *s, const struct ends *x)
{
	if (x == NULL) {
		sbuf_str(s, "PROXY UNKNOWN\r\n");
		return;
	}
	sbuf_str(s, x->from.ip_len == 4 ? "PROXY TCP4 " : "PROXY TCP6 ");
	sbuf_str(s, x->from.text);
	sbuf_char(s, ' ');
	sbuf_str(s, x->to.text);
	sbuf_char(s, ' ');
	sbuf_dec(s, x->from_port);
	sbuf_char(s, ' ');
	sbuf_dec(s, x->to_port);
	sbuf_str(s, "\r\n");
}

static void
add_16(struct sbuf *s, size_t v)
{
	sbuf_char(s, (char)(v >> 8 & 255));
	sbuf_char(s, (char)(v & 255));
}

static void
add_tlv(struct sbuf *s, int type, const char *value)
{
	if (value == NULL)
		return;
	sbuf_char(s, (char)type);
	add_16(s, strlen(value));
	sbuf_str(s, value);
}

/*
 * Stores the number of bytes after AT + 2 in the two bytes at AT, which exist
 * unless output was truncated.
 */
static void
fill_len(struct sbuf *s, size_t at)
{
	size_t len = s->len - at - 2;

	if (s->cut)
		return;
	s->buf[at] = (char)(len >> 8 & 255);
	s->buf[at + 1] = (char)(len & 255);
}

static void
add_tls(struct sbuf *s, const struct proxy *p)
{
	/* Verify result 1: no verified client certificate is reported. */
	static const char client[] = { CLIENT_SSL, 0, 0, 0, 1 };
	size_t at;

	sbuf_char(s, TYPE_SSL);
	at = s->len;
	add_16(s, 0);
	sbuf_mem(s, client, sizeof client);
	add_tlv(s, SUBTYPE_SSL_VERSION, p->tls);
	add_tlv(s, SUBTYPE_SSL_CIPHER, p->suite);
	fill_len(s, at);
}

static void
version_2(struct sbuf *s, const struct proxy *p, const struct ends *x)
{
	enum { LEN_AT = 14 };

	sbuf_mem(s, "\r\n\r\n\0\r\nQUIT\n", 12);
	sbuf_char(s, V2_PROXY);
	sbuf_char(s, x == NULL ? V2_UNKNOWN :
	    x->from.ip_len == 4 ? V2_TCP4 : V2_TCP6);
	add_16(s, 0);
	if (x != NULL) {
		sbuf_mem(s, x->from.ip, x->from.ip_len);
		sbuf_mem(s, x->to.ip, x->to.ip_len);
		add_16(s, x->from_port);
		add_16(s, x->to_port);
	}
	add_tlv(s, TYPE_AUTHORITY, p->server_name);
	if (p->tls != NULL)
		add_tls(s, p);
	fill_len(s, LEN_AT);
}

size_t
proxy_header(unsigned version, const struct proxy *p, uint8_t buf[PROXY_MAX])
{
	struct proxy plain = *p;
	struct ends ends;
	const struct ends *x = read_ends(p, &ends) ? &ends : NULL;
	struct sbuf s;

	sbuf_init(&s, (char *)buf, PROXY_MAX);
	if (version == 1) {
		version_1(&s, x);
		return s.len;
	}
	version_2(&s, p, x);
	if (s.cut) {
		/*
		 * The addresses always fit; a truncated header must not be
		 * sent.
		 */
		plain.tls = plain.server_name = NULL;
		sbuf_init(&s, (char *)buf, PROXY_MAX);
		version_2(&s, &plain, x);
	}
	return s.len;
}
