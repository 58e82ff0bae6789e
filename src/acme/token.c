/* SPDX-License-Identifier: MIT */
/* Tokens and key authorizations: see token.h. */
#include "acme/token.h"

#include <string.h>

/* RFC 4648, 5. */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789-_";

bool
token_is(const char *text)
{
	size_t len = strspn(text, alphabet);

	return text[len] == '\0' && len >= TOKEN_MIN && len <= TOKEN_MAX;
}

bool
token_authorizes(const char *token, const char *auth)
{
	size_t len = strlen(token);

	return token_is(token) && strncmp(auth, token, len) == 0 &&
	    auth[len] == '.' &&
	    strspn(auth + len + 1, alphabet) == TOKEN_DIGEST_TEXT &&
	    auth[len + 1 + TOKEN_DIGEST_TEXT] == '\0';
}

int
token_digest(const char *text, uint8_t digest[TOKEN_DIGEST])
{
	uint32_t bits = 0;
	unsigned n = 0, i, have = 0;

	if (strspn(text, alphabet) != TOKEN_DIGEST_TEXT ||
	    text[TOKEN_DIGEST_TEXT] != '\0')
		return -1;
	for (i = 0; i < TOKEN_DIGEST_TEXT; i++) {
		bits = bits << 6 |
		    (uint32_t)(strchr(alphabet, text[i]) - alphabet);
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		digest[n++] = (uint8_t)(bits >> have);
	}
	/* 258 bits: the last two have to be zero. */
	return (bits & 3) == 0 ? 0 : -1;
}

void
token_server_name(const struct name *n, struct sbuf *s)
{
	static const char digits[] = "0123456789abcdef";
	unsigned i;

	if (n->ip_len == 0) {
		sbuf_str(s, n->text);
		return;
	}
	for (i = n->ip_len; i > 0; i--) {
		if (n->ip_len == 4) {
			sbuf_dec(s, n->ip[i - 1]);
		} else {
			sbuf_char(s, digits[n->ip[i - 1] & 0xf]);
			sbuf_char(s, '.');
			sbuf_char(s, digits[n->ip[i - 1] >> 4]);
		}
		sbuf_char(s, '.');
	}
	sbuf_str(s, n->ip_len == 4 ? "in-addr.arpa" : "ip6.arpa");
}
