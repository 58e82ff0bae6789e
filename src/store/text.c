/* SPDX-License-Identifier: MIT */
/* Output of thimble-cert: see text.h. */
#include "store/text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/exit.h"
#include "base/io.h"
#include "store/conf.h"

void
text_quoted(struct sbuf *s, const char *text)
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
text_fingerprint(struct sbuf *s, const uint8_t *bytes, size_t len)
{
	size_t i = s->len;

	sbuf_hex(s, bytes, len, ':');
	for (; i < s->len; i++)
		if (s->buf[i] >= 'a')
			s->buf[i] = (char)(s->buf[i] - 'a' + 'A');
}

void
text_complain(const char *where, const char *sentence)
{
	char text[ERR_MAX + CONF_DIR_MAX + 32];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "thimble-cert: ");
	if (where != NULL) {
		sbuf_shown(&s, where, strlen(where));
		sbuf_str(&s, ": ");
	}
	sbuf_str(&s, sentence);
	sbuf_char(&s, '\n');
	io_say(STDERR_FILENO, text);
}

int
text_put(const char *text, size_t len)
{
	struct err e;

	if (io_write(STDOUT_FILENO, text, len) == 0)
		return EXIT_GOOD;
	err_clear(&e);
	/* A reader that stops early is not an error to report. */
	if (errno != EPIPE) {
		err_set(&e, "write", "standard output", errno);
		text_complain(NULL, e.text);
	}
	return EXIT_FAILED;
}
