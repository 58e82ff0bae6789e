/* SPDX-License-Identifier: MIT */
/*
 * A client that always has one more byte of its hello: the engine comes back
 * all the same, so that its caller can look at the deadline.
 */
#include "tls/tls.h"

#include "lib/unit.h"

enum { MANY = 16000 };

static unsigned reads;

/* A byte at a time of a hello as long as a record can be. */
static long
read_byte(void *self, void *buf, size_t cap)
{
	static const unsigned char start[] = {
		22, 3, 1, 0x40, 0, 1, 0, 0x3f, 0xfc, 3, 3
	};
	unsigned char *p = buf;

	(void)self;
	(void)cap;
	if (reads >= MANY)
		return STREAM_GONE;
	p[0] = reads < sizeof start ? start[reads] : 0;
	reads++;
	return 1;
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
	struct stream transport = { .read = read_byte, .write = write_all };
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
