/* SPDX-License-Identifier: MIT */
/* Text built piece by piece: see sbuf.h. */
#include "base/sbuf.h"

#include <string.h>

void
sbuf_init(struct sbuf *s, char *buf, size_t cap)
{
	s->buf = buf;
	s->cap = cap;
	s->len = 0;
	s->cut = false;
	buf[0] = '\0';
}

void
sbuf_mem(struct sbuf *s, const void *bytes, size_t len)
{
	size_t room = s->cap - 1 - s->len;

	if (len > room) {
		len = room;
		s->cut = true;
	}
	if (len > 0)
		memcpy(s->buf + s->len, bytes, len);
	s->len += len;
	s->buf[s->len] = '\0';
}

void
sbuf_str(struct sbuf *s, const char *text)
{
	sbuf_mem(s, text, strlen(text));
}

void
sbuf_char(struct sbuf *s, char c)
{
	sbuf_mem(s, &c, 1);
}

void
sbuf_dec0(struct sbuf *s, uint64_t v, unsigned width)
{
	char digits[20];
	size_t i = sizeof digits;

	do {
		digits[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v != 0 && i > 0);
	while (i > 0 && sizeof digits - i < width)
		digits[--i] = '0';
	sbuf_mem(s, digits + i, sizeof digits - i);
}

void
sbuf_dec(struct sbuf *s, uint64_t v)
{
	sbuf_dec0(s, v, 1);
}

void
sbuf_hex(struct sbuf *s, const void *bytes, size_t len, char sep)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *p = bytes;
	size_t i;

	for (i = 0; i < len; i++) {
		if (sep != '\0' && i > 0)
			sbuf_char(s, sep);
		sbuf_char(s, hex[p[i] >> 4]);
		sbuf_char(s, hex[p[i] & 15]);
	}
}

void
sbuf_base64(struct sbuf *s, const void *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = bytes;
	unsigned v;
	size_t i;

	for (i = 0; i < len; i += 3) {
		v = (unsigned)p[i] << 16;
		if (i + 1 < len)
			v |= (unsigned)p[i + 1] << 8;
		if (i + 2 < len)
			v |= p[i + 2];
		sbuf_char(s, digits[v >> 18]);
		sbuf_char(s, digits[v >> 12 & 63]);
		sbuf_char(s, i + 1 < len ? digits[v >> 6 & 63] : '=');
		sbuf_char(s, i + 2 < len ? digits[v & 63] : '=');
	}
}

void
sbuf_shown(struct sbuf *s, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	size_t i;

	for (i = 0; i < len; i++)
		sbuf_char(s, p[i] >= 0x20 && p[i] < 0x7f ? (char)p[i] : '?');
}
