/* SPDX-License-Identifier: MIT */
/* Which ClientHello is that of a CA (RFC 8737, 3). */
#include "tls/hello_acme.h"

#include "lib/unit.h"

#define ALPN "\0\x10\0\xd\0\xb\xa" "acme-tls/1"
#define NAME "\0\0\0\7\0\5\0\0\2ab"

static const struct {
	const char *what, *text;
	size_t len;
	bool is;
} rows[] = {
#define ROW(what, text, is) { what, text, sizeof text - 1, is }
	ROW("both", ALPN NAME, true),
	ROW("the other way round", NAME ALPN, true),
	ROW("something between", NAME "\0\x17\0\0" ALPN, true),
	ROW("nothing", "", false),
	ROW("no name", ALPN, false),
	ROW("no protocol", NAME, false),
	ROW("an empty name", ALPN "\0\0\0\5\0\3\0\0\0", false),
	ROW("no name in the list", ALPN "\0\0\0\2\0\0", false),
	ROW("two names", ALPN "\0\0\0\xb\0\x9\0\0\1a\0\0\2ab", false),
	ROW("two names, the second short", ALPN
	    "\0\0\0\xc\0\xa\0\0\2ab\0\0\2ab", false),
	ROW("another kind of name first", ALPN
	    "\0\0\0\xb\0\x9\1\0\1a\0\0\2ab", false),
	ROW("another kind of name behind it", ALPN
	    "\0\0\0\xb\0\x9\0\0\2ab\1\0\1a", false),
	ROW("a byte behind the list", ALPN "\0\0\0\x8\0\5\0\0\2abc",
	    false),
	ROW("another protocol", NAME "\0\x10\0\xd\0\xb\xa" "acme-tls/2",
	    false),
	ROW("a second protocol", NAME "\0\x10\0\x10\0\xe\xa" "acme-tls/1"
	    "\2h2", false),
	ROW("the same twice", NAME "\0\x10\0\x18\0\x16\xa" "acme-tls/1"
	    "\xa" "acme-tls/1", false),
	ROW("a part of it", NAME "\0\x10\0\xc\0\xa\x9" "acme-tls/", false),
	ROW("more of it", NAME "\0\x10\0\xe\0\xc\xb" "acme-tls/1x", false),
	ROW("an empty list", NAME "\0\x10\0\2\0\0", false)
};

int
main(void)
{
	struct hello h;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		memset(&h, 0, sizeof h);
		h.extensions = (const uint8_t *)rows[i].text;
		h.extensions_len = rows[i].len;
		if (!CHECK_INT(hello_is_acme(&h), rows[i].is))
			printf("\t%s\n", rows[i].what);
	}
	return unit_done();
}
