/* SPDX-License-Identifier: MIT */
/*
 * Watches the records of a TLS connection for alerts and change_cipher_spec
 * (RFC 8446, 5 and 6).
 *
 * mbedTLS does not tell which alert it sent, and takes an unencrypted one from
 * the client for a corrupt encrypted record.  Yet that is how a TLS 1.3 client
 * reports that it does not trust our certificate, the most common problem.
 */
#ifndef TLS_WATCH_H
#define TLS_WATCH_H

#include <stdbool.h>
#include <stddef.h>

struct watch {
	int sent, heard;	/* unencrypted alert, or ALERT_NONE */
	bool sealed;		/* an encrypted one was sent */
	bool changing;		/* a change_cipher_spec is arriving */
	unsigned changes;	/* how many have arrived */
	unsigned skipped;	/* alerts, and records of 0 bytes */
	/* the record that is arriving */
	unsigned char head[7];	/* header and two bytes of the body */
	size_t head_len;
	size_t body_left;
};

void watch_init(struct watch *w);

/* LEN bytes have arrived: part of a record, or several. */
void watch_in(struct watch *w, const unsigned char *bytes, size_t len);

/* A whole record is sent; NO_DATA: it holds no application data. */
void watch_out(struct watch *w, const unsigned char *record, size_t len,
    bool no_data);

#endif
