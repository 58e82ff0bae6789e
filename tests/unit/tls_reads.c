/* SPDX-License-Identifier: MIT */
/*
 * A client that sends warnings faster than they are read, for ever: the engine
 * comes back all the same, so that its caller can look at the deadline.
 */
#include "tls/tls.h"

#include "lib/unit.h"

enum { MANY = 100000 };

static unsigned reads;

/* The same record again and again: a warning, user_canceled. */
static long
read_warning(void *self, void *buf, size_t cap)
{
	static const unsigned char record[] = { 21, 3, 3, 0, 2, 1, 90 };
	static size_t at;
	unsigned char *p = buf;
	size_t i;

	(void)self;
	if (++reads > MANY)
		return STREAM_GONE;
	for (i = 0; i < cap; i++)
		p[i] = record[at++ % sizeof record];
	return (long)cap;
}

static long
write_all(void *self, const void *buf, size_t len)
{
	(void)self;
	(void)buf;
	return (long)len;
}

static int
choose_none(const char *sni, struct tls_chains *chains)
{
	(void)sni;
	(void)chains;
	return -1;
}

int
main(void)
{
	static const struct tls_setup setup = { .choose = choose_none };
	struct stream transport = { .read = read_warning, .write = write_all };
	unsigned turn, before;
	struct err e;

	err_clear(&e);
	CHECK_INT(tls_start(&setup, &transport, &e), 0);
	CHECK_STR(e.text, "");
	for (turn = 0; turn < 3; turn++) {
		before = reads;
		CHECK_INT(tls_handshake(), TLS_WAIT);
		CHECK(reads > before && reads - before <= 100);
	}
	return unit_done();
}
