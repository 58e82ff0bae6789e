/* SPDX-License-Identifier: MIT */
/*
 * Writing DER (X.690), the encoding of certificates.
 *
 * A length precedes the bytes that it counts, so everything is written from the
 * end of the buffer to its front: the last field first, then the one before it,
 * and finally the outer head.
 *
 *	mark = d.p;				the end of the SEQUENCE
 *	der_bytes(&d, DER_OCTETS, id, 20);	its second field
 *	der_uint(&d, serial, 16);		its first field
 *	der_head(&d, DER_SEQUENCE, mark);
 */
#ifndef TLS_DER_H
#define TLS_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BITS = 0x03,
	DER_OCTETS = 0x04,
	DER_OID = 0x06,
	DER_UTF8 = 0x0c,
	DER_UTC_TIME = 0x17,
	DER_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT = 0x80,		/* [n] IMPLICIT, primitive */
	DER_CONTEXT_OF = 0xa0		/* [n], constructed */
};

struct der {
	uint8_t *start;		/* of the buffer; the caller's */
	uint8_t *p;		/* first byte written so far */
	bool full;		/* did not fit: the result is invalid */
};

/* Starts at the end of BUF with CAP bytes. */
void der_init(struct der *d, uint8_t *buf, size_t cap);

/* LEN bytes as they are. */
void der_raw(struct der *d, const void *bytes, size_t len);

/* Tag and length of the bytes between d->p and END. */
void der_head(struct der *d, unsigned tag, const uint8_t *end);

/* Both: tag, length and LEN bytes. */
void der_bytes(struct der *d, unsigned tag, const void *bytes, size_t len);

/* LEN big-endian bytes as a non-negative INTEGER, as short as it can be. */
void der_uint(struct der *d, const uint8_t *bytes, size_t len);

#endif
