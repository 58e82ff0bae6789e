/* SPDX-License-Identifier: MIT */
/* What goes back to the browser: see reply.h. */
#include "web/reply.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/io.h"
#include "base/ip.h"
#include "base/rng.h"

enum { PAGE_MAX = 98304, HEAD_MAX = 1600 };

static APART char page[PAGE_MAX];

static const char always[] =
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    /* Not no-referrer: then browsers would not say where a form is from. */
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Connection: close\r\n";

static int
put(const char *head, const char *body, size_t len)
{
	return io_write(STDOUT_FILENO, head, strlen(head)) < 0 ||
	    io_write(STDOUT_FILENO, body, len) < 0 ? EXIT_FAILED : EXIT_GOOD;
}

static void
begin(struct sbuf *s, char head[HEAD_MAX], const char *status)
{
	sbuf_init(s, head, HEAD_MAX);
	sbuf_str(s, "Status: ");
	sbuf_str(s, status);
	sbuf_str(s, "\r\n");
	sbuf_str(s, always);
}

static void
policy(struct sbuf *s, const char *nonce)
{
	sbuf_str(s, "Content-Security-Policy: default-src 'none'; "
	    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
	if (nonce != NULL) {
		sbuf_str(s, "; connect-src 'self'; style-src 'nonce-");
		sbuf_str(s, nonce);
		sbuf_str(s, "'; script-src 'nonce-");
		sbuf_str(s, nonce);
		sbuf_str(s, "'");
	}
	sbuf_str(s, "\r\n");
}

void
reply_start(struct html *h, const struct got *got)
{
	uint8_t r[16] = { 0 };
	struct sbuf s;

	/* Without random numbers there is no style, and no script. */
	sbuf_init(&s, h->nonce, sizeof h->nonce);
	if (rng_ready(0) == 0 && rng_fill(r, sizeof r) == 0)
		sbuf_hex(&s, r, sizeof r, '\0');
	sbuf_init(&h->s, page, sizeof page);
	h->got = got;
	h->host = "";
}

int
reply_html(struct html *h, const char *status, const char *header)
{
	char head[HEAD_MAX];
	struct sbuf s;

	begin(&s, head, h->s.cut ? "500 Internal Server Error" : status);
	policy(&s, h->nonce[0] == '\0' ? NULL : h->nonce);
	if (header != NULL)
		sbuf_str(&s, header);
	sbuf_str(&s, "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: ");
	sbuf_dec(&s, h->s.len);
	sbuf_str(&s, "\r\n\r\n");
	return put(head, page, h->s.len);
}

static int
digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c == '\0' ? NULL : strchr(digits, c);

	return found == NULL ? -1 : (int)(found - digits);
}

/* Of sbuf_base64(), so that it is well-formed. */
static void
decode(struct sbuf *s, const char *base64)
{
	unsigned v = 0, bits = 0;
	int d;

	for (; (d = digit(*base64)) >= 0; base64++) {
		v = v << 6 | (unsigned)d;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			sbuf_char(s, (char)(v >> bits & 255));
		}
	}
}

/* The hook's words, and not the browser's. */
static int
attach(const char *type, const char *name, const struct sbuf *body)
{
	char head[HEAD_MAX];
	struct sbuf s;

	begin(&s, head, "200 OK");
	policy(&s, NULL);
	sbuf_str(&s, "Content-Type: ");
	sbuf_str(&s, type);
	sbuf_str(&s, "\r\nContent-Disposition: attachment; filename=\"");
	sbuf_str(&s, name);
	sbuf_str(&s, "\"\r\nContent-Length: ");
	sbuf_dec(&s, body->len);
	sbuf_str(&s, "\r\n\r\n");
	return put(head, page, body->len);
}

int
reply_file(const char *type, const char *name, const char *base64)
{
	struct sbuf s;

	sbuf_init(&s, page, sizeof page);
	decode(&s, base64);
	return attach(type, name, &s);
}

int
reply_text(const char *name, const char *text)
{
	struct sbuf s;

	sbuf_init(&s, page, sizeof page);
	sbuf_str(&s, text);
	return attach("application/pkcs10", name, &s);
}

int
reply_home(const char *session)
{
	char head[HEAD_MAX];
	struct sbuf s;

	begin(&s, head, "303 See Other");
	policy(&s, NULL);
	if (session != NULL) {
		sbuf_str(&s, "Set-Cookie: " REQUEST_COOKIE "=");
		sbuf_str(&s, session);
		sbuf_str(&s, "; Path=/; Secure; HttpOnly; SameSite=Strict");
		sbuf_str(&s, session[0] == '\0' ? "; Max-Age=0\r\n" : "\r\n");
	}
	sbuf_str(&s, "Location: /\r\nContent-Length: 0\r\n\r\n");
	return put(head, "", 0);
}

int
reply_to_tls(const struct request *r)
{
	char head[HEAD_MAX];
	struct sbuf s;

	begin(&s, head, "302 Found");
	policy(&s, NULL);
	/* Judged by name_parse(), and without the port of this one. */
	sbuf_str(&s, "Location: https://");
	sbuf_str(&s, r->name.ip_len == IP6_BYTES ? "[" : "");
	sbuf_str(&s, r->name.text);
	sbuf_str(&s, r->name.ip_len == IP6_BYTES ? "]" : "");
	sbuf_str(&s, "/\r\nContent-Length: 0\r\n\r\n");
	return put(head, "", 0);
}
