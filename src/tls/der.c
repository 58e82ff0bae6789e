/* SPDX-License-Identifier: MIT */
/* Writing DER: see der.h. */
#include "tls/der.h"

#include <string.h>

void
der_init(struct der *d, uint8_t *buf, size_t cap)
{
	d->start = buf;
	d->p = buf + cap;
	d->full = false;
}

void
der_raw(struct der *d, const void *bytes, size_t len)
{
	if (len > (size_t)(d->p - d->start)) {
		d->full = true;
		return;
	}
	d->p -= len;
	if (len > 0)
		memcpy(d->p, bytes, len);
}

static void
byte(struct der *d, size_t v)
{
	uint8_t b = (uint8_t)v;

	der_raw(d, &b, 1);
}

/* X.690, 8.1.3: one byte below 128, else the number of bytes, then these. */
void
der_head(struct der *d, unsigned tag, const uint8_t *end)
{
	size_t len = (size_t)(end - d->p);

	if (len < 0x80) {
		byte(d, len);
	} else if (len < 0x100) {
		byte(d, len);
		byte(d, 0x81);
	} else {
		byte(d, len & 0xff);
		byte(d, len >> 8);
		byte(d, 0x82);
		if (len > 0xffff)
			d->full = true;
	}
	byte(d, tag);
}

void
der_bytes(struct der *d, unsigned tag, const void *bytes, size_t len)
{
	const uint8_t *end = d->p;

	der_raw(d, bytes, len);
	der_head(d, tag, end);
}

void
der_uint(struct der *d, const uint8_t *bytes, size_t len)
{
	const uint8_t *end = d->p;

	while (len > 1 && bytes[0] == 0) {
		bytes++;
		len--;
	}
	der_raw(d, bytes, len);
	/* X.690, 8.3.3: the top bit is the sign. */
	if (bytes[0] >= 0x80)
		byte(d, 0);
	der_head(d, DER_INTEGER, end);
}
