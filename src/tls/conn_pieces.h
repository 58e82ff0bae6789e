/* SPDX-License-Identifier: MIT */
/*
 * Records of the length that a client asked for (RFC 6066, 4) in a TLS 1.2
 * handshake; for tls.c.  The engine makes one record of each handshake message.
 * These are not encrypted, so they can be split on the way out.
 */
#ifndef TLS_CONN_PIECES_H
#define TLS_CONN_PIECES_H

#include <stdbool.h>
#include <stddef.h>

/* Whether these LEN bytes of the engine belong to a record to be split. */
bool conn_pieces_due(const unsigned char *bytes, size_t len);

/*
 * Sends some of them.  Returns how many, or the transport's result (stream.h).
 */
long conn_pieces_send(const unsigned char *bytes, size_t len);

#endif
