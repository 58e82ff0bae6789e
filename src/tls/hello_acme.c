/* SPDX-License-Identifier: MIT */
/* A ClientHello of tls-alpn-01: see hello_acme.h. */
#include "tls/hello_acme.h"

#include <string.h>

/* ProtocolNameList (RFC 7301, 3.1) with this name alone. */
static const char only[] = "\0\x0b\x0a" HELLO_ACME;

enum {
	PROTOCOLS_LEN = sizeof only - 1,
	NAME_HEAD = 2 + 1 + 2	/* of the list, type, of the name */
};

_Static_assert(sizeof HELLO_ACME - 1 == 0x0a, "length of the protocol");

/* ServerNameList (RFC 6066, 3) with one host name. */
static bool
has_one_name(const struct hello *h)
{
	const uint8_t *list, *name;
	size_t list_len, len;

	list = hello_extension(h, HELLO_SERVER_NAME, &list_len);
	name = hello_name(h, &len);
	return name != NULL && len > 0 && name == list + NAME_HEAD &&
	    len == list_len - NAME_HEAD;
}

bool
hello_is_acme(const struct hello *h)
{
	const uint8_t *protocols;
	size_t len;

	protocols = hello_extension(h, HELLO_ALPN, &len);
	return protocols != NULL && len == PROTOCOLS_LEN &&
	    memcmp(protocols, only, len) == 0 && has_one_name(h);
}
