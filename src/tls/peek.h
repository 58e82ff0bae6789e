/* SPDX-License-Identifier: MIT */
/*
 * A look at the certificates of a TLS server without any cryptography: one
 * ClientHello of TLS 1.2, and the server's Certificate, which travels in the
 * clear (RFC 5246, 7.4.2).  Nothing is proven by it: anybody can show the
 * certificates of somebody else.
 *
 *	n = peek_hello(out, random, "mail.example.org");
 *	send it
 *	do
 *		n = what has come
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
	PEEK_HELLO_MAX = 400,
	PEEK_ROOM = 65536	/* ServerHello and Certificate */
};

enum peek_state {
	PEEK_MORE,
	PEEK_DONE,		/* the Certificate is there */
	PEEK_BAD		/* there will be none: E says why */
};

/* 64 KB: static.  All zero is the start. */
struct peek {
	uint8_t head[5];	/* of the record that is being read */
	size_t n_head, left;	/* bytes of it that are there, to come */
	size_t len;		/* bytes of the messages so far */
	size_t at, end;		/* what peek_next() goes through */
	uint8_t msgs[PEEK_ROOM];
};

/*
 * Writes the ClientHello into OUT of PEEK_HELLO_MAX bytes: how long it is.
 * NAME: the server's, at most 253 bytes, for a server that has several
 * (RFC 6066, 3); NULL: it is called by its address.
 */
size_t peek_hello(uint8_t *out, const uint8_t random[PEEK_RANDOM],
    const char *name);

/* Takes the next LEN bytes that the server has sent. */
enum peek_state peek_take(struct peek *p, const uint8_t *bytes, size_t len,
    struct err *e);

/* The next certificate's DER, leaf first, in P; NULL: there is no more. */
const uint8_t *peek_next(struct peek *p, size_t *len);

#endif
