/* SPDX-License-Identifier: MIT */
/* Output of thimble-cert: see text.h. */
#include "store/text.h"

void
cert_quoted(struct sbuf *s, const char *text)
{
	unsigned char c;

	sbuf_char(s, '"');
	for (; *text != '\0'; text++) {
		c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			sbuf_char(s, '\\');
		if (c < 0x20 || c >= 0x7f) {
			sbuf_str(s, "\\u00");
			sbuf_hex(s, &c, 1, '\0');
		} else {
			sbuf_char(s, (char)c);
		}
	}
	sbuf_char(s, '"');
}

void
cert_print(struct sbuf *s, const uint8_t *bytes, size_t len)
{
	size_t i = s->len;

	sbuf_hex(s, bytes, len, ':');
	for (; i < s->len; i++)
		if (s->buf[i] >= 'a')
			s->buf[i] = (char)(s->buf[i] - 'a' + 'A');
}
