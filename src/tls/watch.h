/* SPDX-License-Identifier: MIT */
/*
 * Looks at the records of a TLS connection from the outside, for the sake of
 * alerts and of change_cipher_spec (RFC 8446, 5 and 6).
 *
 * mbedTLS does not say which alert it sent, and it takes one that comes in
 * the clear for a broken sealed record: that is how a TLS 1.3 client says
 * that it does not trust our certificate, the commonest trouble there is.
 */
#ifndef TLS_WATCH_H
#define TLS_WATCH_H

#include <stdbool.h>
#include <stddef.h>

struct watch {
	int sent, heard;	/* alert in the clear; ALERT_NONE: none */
	bool sealed;		/* one was sent, but its number is sealed */
	bool changing;		/* a change_cipher_spec is coming in */
	unsigned changes;	/* how many have */
	unsigned skipped;	/* alerts, and records of 0 bytes */
	/* the record that is coming in */
	unsigned char head[7];	/* header and two bytes of the body */
	size_t head_len;
	size_t body_left;
};

void watch_init(struct watch *w);

/* LEN bytes came in, any part of a record or several. */
void watch_in(struct watch *w, const unsigned char *bytes, size_t len);

/* A whole record goes out; NO_DATA: it holds no application data. */
void watch_out(struct watch *w, const unsigned char *record, size_t len,
    bool no_data);

#endif
