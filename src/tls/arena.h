/* SPDX-License-Identifier: MIT */
/*
 * The memory of mbedTLS: one static block, so that the program allocates
 * nothing and the memory of a connection is bounded.
 *
 * Pages that are never touched cost nothing, so the block is generous.  Big
 * pieces (record buffers) and small ones are kept apart: the few small ones
 * that remain after a handshake share few pages, and the rest can be returned
 * to the kernel.
 */
#ifndef TLS_ARENA_H
#define TLS_ARENA_H

#include <stdbool.h>
#include <stddef.h>

enum {
	/* A handshake takes 50 KB; making an RSA-4096 key 9 KB, reading ten
	 * certificates with such keys 30 KB (tests/unit/arena_use.c).  Each
	 * entry of a CRL takes 64 to 112 bytes; there may be thousands. */
	ARENA_SMALL_BYTES = 256 * 1024,
	ARENA_BIG_BYTES = 64 * 1024,
	ARENA_BIG_FROM = 4096,		/* pieces from this size are big */
	/* Small pieces that remain after a handshake are in the lowest 2680
	 * bytes. The rest of their page is the end of a stack, of which an idle
	 * connection uses 424 bytes; a handshake uses up to 64 KB. */
	ARENA_STACK_BYTES = 128 * 1024 + 1344
};

/*
 * calloc(3) and free(3) for mbedTLS (board/common/mbedtls.h names them):
 * zeroed memory aligned to 8 bytes, or NULL if there is no room.
 */
void *arena_calloc(size_t n, size_t size);
void arena_free(void *p);

/* Bytes of piece P: at least as many as were requested. */
size_t arena_size(const void *p);

/*
 * Moves piece P to the lowest gap below it that it fits into, wipes where it
 * was, and returns its address; P where there is no such gap.
 */
void *arena_sink(void *p);

/*
 * Memory for a stack, ARENA_STACK_BYTES of it, whose upper end shares a page
 * with the lowest small pieces.
 */
void *arena_stack(void);

/* Bytes of payload in use now, and the peak so far. */
size_t arena_used(void);
size_t arena_peak(void);

/* Whether an allocation has failed so far: later results are unreliable. */
bool arena_failed(void);

/* Calls RELEASE (mem_release() of os/mem.h) on every unused range. */
void arena_release(void (*release)(void *start, size_t len));

#endif
