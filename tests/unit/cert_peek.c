/* SPDX-License-Identifier: MIT */
/* Which operands of `thimble-cert show` mean a server and not a file. */
#include "cert/peek.h"
#include "lib/unit.h"

static const struct {
	const char *text;
	bool server;
} rows[] = {
	{ "mail.example.org:993", true }, { "192.0.2.7:1", true },
	{ "[2001:db8::1]:65535", true }, { "[router]:443", true },
	/* Without brackets nobody knows where the address ends. */
	{ "2001:db8::1:993", false }, { "::1:993", false },
	{ "[2001:db8::1]", false }, { "[2001:db8::1:993", false },
	{ "router", false }, { "router:", false }, { ":993", false },
	{ "993", false }, { "router:0", false }, { "router:65536", false },
	{ "router:imaps", false }, { "*.example.org:993", false },
	{ "./router:993", false }, { "[]:993", false }, { "", false }
};

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (!CHECK(cert_peek_is(rows[i].text) == rows[i].server))
			printf("\t%s\n", rows[i].text);
	return unit_done();
}
