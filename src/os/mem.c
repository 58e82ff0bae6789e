/* SPDX-License-Identifier: MIT */
/* Returning memory: see mem.h and madvise(2). */
#define _GNU_SOURCE
#include "os/mem.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

void
mem_release(void *start, size_t len)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = ((uintptr_t)start + page - 1) & ~(page - 1);
	uintptr_t end = ((uintptr_t)start + len) & ~(page - 1);

	if (end > first)
		(void)madvise((void *)first, end - first, MADV_DONTNEED);
}

static void
release_below(size_t depth)
{
	/* madvise(2) itself and this frame need a little below here. */
	enum { SLACK = 512 };
	unsigned char here;
	uintptr_t top = (uintptr_t)&here - SLACK;

	mem_release((void *)(top - depth), depth);
}

/*
 * Called through a volatile pointer so that it has its own frame: inlined into
 * a caller with a large one, HERE could be above stack in use.
 */
static void (*volatile const below)(size_t) = release_below;

void
mem_release_stack(size_t depth)
{
	below(depth);
}

/*
 * Recurses in small steps until the next frame is just below a page boundary.
 * Volatile, so that each step has its own frame.
 */
int
mem_at_page_top(int (*fn)(void *arg), void *arg)
{
	enum { STEP = 32, NEAR = 384 };		/* above a frame of this */
	static int (*volatile const again)(int (*)(void *), void *) =
	    mem_at_page_top;
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	volatile unsigned char here[STEP];
	int rc;

	here[0] = 0;
	if (((uintptr_t)here & (page - 1)) >= page - NEAR)
		rc = fn(arg);
	else
		rc = again(fn, arg);
	here[0] = 1;
	return rc;
}
