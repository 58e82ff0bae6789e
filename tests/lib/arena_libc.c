/* SPDX-License-Identifier: MIT */
/*
 * The memory of mbedTLS in unit tests and fuzz targets on the development
 * machine: libc's, in place of src/tls/arena.c. So the address sanitizer sees
 * each piece by itself: an overrun, a use after free, a leak at exit, which
 * inside one static block would stay unseen. The arena's own test links the
 * real one.
 *
 * The bound is kept, or a test would pass that cannot pass on a device.
 */
#include "tls/arena.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

static size_t used_now, used_peak;
static bool failed;

void *
arena_calloc(size_t n, size_t size)
{
	void *p;

	if (n == 0 || size == 0)
		return NULL;
	if (n > SIZE_MAX / size ||
	    n * size > ARENA_SMALL_BYTES + ARENA_BIG_BYTES - used_now ||
	    (p = calloc(n, size)) == NULL) {
		failed = true;
		return NULL;
	}
	used_now += malloc_usable_size(p);
	if (used_now > used_peak)
		used_peak = used_now;
	return p;
}

void
arena_free(void *p)
{
	if (p != NULL)
		used_now -= malloc_usable_size(p);
	free(p);
}

void *
arena_sink(void *p)
{
	return p;
}

void *
arena_stack(void)
{
	static unsigned char stack[ARENA_STACK_BYTES];

	return stack;
}

size_t
arena_used(void)
{
	return used_now;
}

size_t
arena_peak(void)
{
	return used_peak;
}

void
arena_release(void (*release)(void *start, size_t len))
{
	(void)release;
}

bool
arena_failed(void)
{
	return failed;
}
