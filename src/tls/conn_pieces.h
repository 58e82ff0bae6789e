/* SPDX-License-Identifier: MIT */
/*
 * Records of the length that a client asked for (RFC 6066, 4) in a handshake
 * of TLS 1.2; for tls.c.  The engine makes one of each handshake message; they
 * go out in the clear, so they can be cut on their way.
 */
#ifndef TLS_CONN_PIECES_H
#define TLS_CONN_PIECES_H

#include <stdbool.h>
#include <stddef.h>

/* Whether LEN bytes of the engine's belong to a record that is to be cut. */
bool conn_pieces_due(const unsigned char *bytes, size_t len);

/*
 * Sends some of them: how many are done with, or what the transport said
 * (stream.h).
 */
long conn_pieces_send(const unsigned char *bytes, size_t len);

#endif
