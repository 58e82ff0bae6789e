/* SPDX-License-Identifier: MIT */
/* PKCS#7 bundles: which certificates are found, and what is none. */
#include "tls/pkcs7.h"

#include <string.h>

#include "lib/unit.h"

/* Two "certificates" with something else between them, and a signer's info. */
static const uint8_t bundle[] = {
	0x30, 0x2f,
	0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2,
	0xa0, 0x22, 0x30, 0x20,
	0x02, 1, 1,
	0x31, 0,
	0x30, 11, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1,
	0xa0, 10, 0x30, 1, 7, 0xa1, 0, 0x30, 3, 1, 2, 3,
	0x31, 0
};

static const uint8_t none[] = {
	0x30, 0x25,
	0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2,
	0xa0, 0x18, 0x30, 0x16,
	0x02, 1, 1,
	0x31, 0,
	0x30, 11, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1,
	0xa0, 0, 0x31, 0
};

struct seen {
	size_t len[4];
	unsigned n;
	int stop;
};

static int
see(void *arg, uint8_t *crt, size_t len)
{
	struct seen *s = arg;

	CHECK_INT(crt[0], 0x30);
	CHECK(s->n < 4);
	s->len[s->n++] = len;
	return s->stop;
}

static int
each(const uint8_t *bytes, size_t len, struct seen *s)
{
	uint8_t room[sizeof bundle];

	memcpy(room, bytes, len);
	memset(s->len, 0, sizeof s->len);
	s->n = 0;
	return pkcs7_each(room, len, see, s);
}

int
main(void)
{
	uint8_t other[sizeof bundle];
	struct seen s = { .stop = 0 };
	size_t len;

	CHECK_INT(each(bundle, sizeof bundle, &s), 0);
	CHECK_INT(s.n, 2);
	CHECK_INT(s.len[0], 3);
	CHECK_INT(s.len[1], 5);
	for (len = 0; len < sizeof bundle; len++)
		CHECK_INT(each(bundle, len, &s), -2);
	CHECK_INT(each(none, sizeof none, &s), -2);
	s.stop = -1;
	CHECK_INT(each(bundle, sizeof bundle, &s), -1);
	CHECK_INT(s.n, 1);
	s.stop = 0;
	/* Encrypted data, and a list that is longer than what holds it. */
	memcpy(other, bundle, sizeof other);
	other[12] = 6;
	CHECK_INT(each(other, sizeof other, &s), -2);
	memcpy(other, bundle, sizeof other);
	other[36] = 40;
	CHECK_INT(each(other, sizeof other, &s), -2);
	memcpy(other, bundle, sizeof other);
	other[36] = 9;
	CHECK_INT(each(other, sizeof other, &s), -2);
	return unit_done();
}
