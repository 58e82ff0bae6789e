/* SPDX-License-Identifier: MIT */
/*
 * Parsing a ClientHello (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2), for checks that
 * mbedTLS does not make and facts that it does not tell.
 */
#ifndef TLS_HELLO_H
#define TLS_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HELLO_SERVER_NAME = 0,		/* RFC 6066, 3 */
	HELLO_MAX_FRAGMENT = 1,		/* RFC 6066, 4 */
	HELLO_ALPN = 16,		/* RFC 7301, 3.1 */
	HELLO_EXTENDED_SECRET = 23,	/* RFC 7627, 5.1 */
	HELLO_VERSIONS = 43,		/* RFC 8446, 4.2.1 */
	HELLO_KEY_SHARE = 51		/* RFC 8446, 4.2.8 */
};

/* Parts of a ClientHello, which stays in place. */
struct hello {
	const uint8_t *suites, *compressions, *extensions;
	size_t suites_len, compressions_len, extensions_len;
};

/*
 * Parses the handshake message of LEN arbitrary bytes, including its header of
 * four bytes; -1: it is not a complete ClientHello.
 */
int hello_parse(struct hello *h, const uint8_t *msg, size_t len);

/*
 * Makes the other checks: null compression is offered, and the extensions are
 * well-formed and of different types.  Returns 0, or the alert to refuse it
 * with (alert.h).  Takes time in proportion to its length.
 */
int hello_fault(const struct hello *h);

/* The extension of TYPE, *LEN bytes long; NULL: there is none. */
const uint8_t *hello_extension(const struct hello *h, unsigned type,
    size_t *len);

/* The requested host name, *LEN arbitrary bytes; NULL: none. */
const uint8_t *hello_name(const struct hello *h, size_t *len);

/*
 * The client's public key for the group with IANA number GROUP, *LEN arbitrary
 * bytes; NULL: none.
 */
const uint8_t *hello_share(const struct hello *h, unsigned group, size_t *len);

/* Whether the client offers the cipher suite with IANA number SUITE. */
bool hello_offers(const struct hello *h, unsigned suite);

#endif
