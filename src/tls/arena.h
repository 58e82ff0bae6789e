/* SPDX-License-Identifier: MIT */
/*
 * The memory of mbedTLS: one static block, so that the program allocates
 * nothing and a connection's memory has a bound.
 *
 * Pages that were never touched cost nothing, so the block is generous.  Big
 * pieces (record buffers) and small ones lie apart: after a handshake the few
 * small ones that stay share few pages and the rest can go back to the
 * kernel.
 */
#ifndef TLS_ARENA_H
#define TLS_ARENA_H

#include <stdbool.h>
#include <stddef.h>

enum {
	/* A handshake takes 50 KB; making an RSA-4096 key 9 KB, reading ten
	 * certificates with such keys 30 KB (tests/unit/arena_use.c).  A
	 * revoked certificate takes 64 to 112 bytes, and thousands may be. */
	ARENA_SMALL_BYTES = 256 * 1024,
	ARENA_BIG_BYTES = 64 * 1024,
	ARENA_BIG_FROM = 4096		/* pieces from this size are big */
};

/*
 * calloc(3) and free(3) for mbedTLS (board/common/mbedtls.h names them):
 * zeroed memory aligned to 8 bytes, NULL when it does not fit.
 */
void *arena_calloc(size_t n, size_t size);
void arena_free(void *p);

/* Bytes that belong to piece P, at least as many as were asked for. */
size_t arena_size(const void *p);

/* Bytes in use now, and the most that ever were, of payload. */
size_t arena_used(void);
size_t arena_peak(void);

/* Whether a piece could ever not be had: what came of that is not to be
 * trusted. */
bool arena_failed(void);

/* Hands every stretch that is not in use to RELEASE (os/mem.h's). */
void arena_release(void (*release)(void *start, size_t len));

#endif
