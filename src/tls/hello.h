/* SPDX-License-Identifier: MIT */
/*
 * A look into a ClientHello (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2) for what
 * mbedTLS does not check or does not say of it.
 */
#ifndef TLS_HELLO_H
#define TLS_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HELLO_SERVER_NAME = 0,		/* RFC 6066, 3 */
	HELLO_MAX_FRAGMENT = 1,		/* RFC 6066, 4 */
	HELLO_EXTENDED_SECRET = 23,	/* RFC 7627, 5.1 */
	HELLO_KEY_SHARE = 51		/* RFC 8446, 4.2.8 */
};

/* Parts of a ClientHello, in place. */
struct hello {
	const uint8_t *suites, *compressions, *extensions;
	size_t suites_len, compressions_len, extensions_len;
};

/*
 * Takes the handshake message of LEN bytes apart, any bytes, its header of
 * four bytes included; -1: it is not a whole ClientHello.
 */
int hello_parse(struct hello *h, const uint8_t *msg, size_t len);

/*
 * Judges what hello_parse() does not: null compression is offered, and the
 * extensions are whole and of different types.  0, or the alert to refuse it
 * with (alert.h).  Takes time in proportion to its length.
 */
int hello_fault(const struct hello *h);

/* The extension of TYPE, *LEN bytes long; NULL: there is none. */
const uint8_t *hello_extension(const struct hello *h, unsigned type,
    size_t *len);

/* The host name that is asked for, *LEN bytes, any bytes; NULL: none. */
const uint8_t *hello_name(const struct hello *h, size_t *len);

/*
 * The public key of the client for GROUP of IANA's number, *LEN bytes, any
 * bytes; NULL: none.
 */
const uint8_t *hello_share(const struct hello *h, unsigned group, size_t *len);

/* Whether the client offers the cipher suite of IANA's number SUITE. */
bool hello_offers(const struct hello *h, unsigned suite);

#endif
