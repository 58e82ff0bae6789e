/* SPDX-License-Identifier: MIT */
/*
 * Fetches the certificates of a TLS server without any cryptography: sends a
 * TLS 1.2 ClientHello and reads the server's Certificate, which is not
 * encrypted (RFC 5246, 7.4.2).  That proves nothing: anybody can present the
 * certificates of somebody else.
 *
 *	n = peek_hello(out, random, "mail.example.org");
 *	send n bytes of out
 *	do
 *		receive n bytes
 *	while (peek_take(&p, bytes, n, &e) == PEEK_MORE);
 *	while ((der = peek_next(&p, &len)) != NULL) ...
 */
#ifndef TLS_PEEK_H
#define TLS_PEEK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	PEEK_RANDOM = 32,
	PEEK_HELLO_MAX = 432,
	PEEK_ROOM = 65536	/* ServerHello and Certificate */
};

enum peek_state {
	PEEK_MORE,
	PEEK_DONE,		/* the Certificate has arrived */
	PEEK_BAD		/* it will not: E has the reason */
};

/* 64 KB, so static.  All zero at the start. */
struct peek {
	uint8_t head[5];	/* of the current record */
	size_t n_head, left;	/* its bytes so far, and to come */
	size_t len;		/* bytes of the messages so far */
	size_t at, end;		/* the range of peek_next() */
	uint8_t msgs[PEEK_ROOM];
};

/*
 * Writes the ClientHello into OUT (PEEK_HELLO_MAX bytes) and returns its
 * length.  NAME is the server name to ask for (RFC 6066, 3), at most 253 bytes;
 * NULL: none.
 */
size_t peek_hello(uint8_t *out, const uint8_t random[PEEK_RANDOM],
    const char *name);

/* The same with one protocol to ask for, of at most 16 bytes; NULL: none. */
size_t peek_hello_alpn(uint8_t *out, const uint8_t random[PEEK_RANDOM],
    const char *name, const char *alpn);

/* Processes the next LEN bytes from the server. */
enum peek_state peek_take(struct peek *p, const uint8_t *bytes, size_t len,
    struct err *e);

/* The next certificate in DER, leaf first, in P; NULL: there are no more. */
const uint8_t *peek_next(struct peek *p, size_t *len);

#endif
