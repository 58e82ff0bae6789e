/* SPDX-License-Identifier: MIT */
/* Handshake records in pieces: see conn_pieces.h. */
#include "tls/conn_pieces.h"

#include <string.h>

#include "tls/conn_state.h"

enum { HEADER = 5, TYPE_HANDSHAKE = 22 };

static struct {
	size_t record_left;	/* left of the engine's record; 0: none */
	size_t piece_left;	/* left of our record */
	unsigned char head[HEADER];
	size_t head_left;
} out;

bool
conn_pieces_due(const unsigned char *bytes, size_t len)
{
	if (out.record_left > 0)
		return true;
	/* Encrypted records have another type, or are shorter. */
	return tls.fragment != 0 && len > HEADER + tls.fragment &&
	    bytes[0] == TYPE_HANDSHAKE;
}

long
conn_pieces_send(const unsigned char *bytes, size_t len)
{
	struct stream *to = tls.transport;
	long n;

	if (out.record_left == 0) {
		memcpy(out.head, bytes, HEADER);
		out.record_left = (size_t)bytes[3] << 8 | bytes[4];
		return HEADER;
	}
	if (out.piece_left == 0) {
		out.piece_left = out.record_left < tls.fragment ?
		    out.record_left : tls.fragment;
		out.head[3] = (unsigned char)(out.piece_left >> 8);
		out.head[4] = (unsigned char)out.piece_left;
		out.head_left = HEADER;
	}
	while (out.head_left > 0) {
		to->more = true;
		n = to->write(to->self, out.head + HEADER - out.head_left,
		    out.head_left);
		to->more = false;
		if (n <= 0)
			return n;
		out.head_left -= (size_t)n;
	}
	n = to->write(to->self, bytes, len < out.piece_left ? len :
	    out.piece_left);
	if (n > 0) {
		out.piece_left -= (size_t)n;
		out.record_left -= (size_t)n;
	}
	return n;
}
