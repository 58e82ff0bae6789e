/* SPDX-License-Identifier: MIT */
/* Memory given back: whole pages inside the range read as zero, no others. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/unit.h"
#include "os/mem.h"

enum { PAGES = 4, DEPTH = 65536 };

/* The first byte that is not VALUE; LEN: all are. */
static size_t
other_than(const unsigned char *p, size_t len, unsigned char value)
{
	size_t i = 0;

	while (i < len && p[i] == value)
		i++;
	return i;
}

static void
test_range(unsigned char *p, size_t page)
{
	/* From inside the first page to inside the last. */
	memset(p, 0xa5, PAGES * page);
	mem_release(p + 1, PAGES * page - 2);
	CHECK_INT(other_than(p, page, 0xa5), page);
	CHECK_INT(other_than(p + page, 2 * page, 0), 2 * page);
	CHECK_INT(other_than(p + 3 * page, page, 0xa5), page);

	/* Exactly whole pages: all of them. */
	memset(p, 0xa5, PAGES * page);
	mem_release(p, PAGES * page);
	CHECK_INT(other_than(p, PAGES * page, 0), PAGES * page);

	/* They can be written again. */
	memset(p, 0x5a, PAGES * page);
	CHECK_INT(other_than(p, PAGES * page, 0x5a), PAGES * page);

	/* Less than a page, even across an edge, or nothing: untouched. */
	mem_release(p + 10, page - 10);
	mem_release(p + page - 10, 20);
	mem_release(p + page, page - 1);
	mem_release(p + page, 0);
	CHECK_INT(other_than(p, PAGES * page, 0x5a), PAGES * page);
}

/* The lowest address of the stack that dirty() reached. */
static uintptr_t lowest;

/* Dirties at least DEPTH bytes of the stack below the caller. */
static unsigned
__attribute__((noinline))
dirty(unsigned depth)
{
	volatile unsigned char here[1024];
	size_t i;

	for (i = 0; i < sizeof here; i++)
		here[i] = 0xa5;
	lowest = (uintptr_t)here;
	if (depth <= sizeof here)
		return here[0];
	return dirty(depth - (unsigned)sizeof here) + here[0];
}

/* Resident pages of LEN bytes from START. */
static unsigned
resident(uintptr_t start, size_t len, size_t page)
{
	static unsigned char map[64];
	unsigned n = 0;
	size_t i;

	if (mincore((void *)start, len, map) < 0)
		return 9999;
	for (i = 0; i < len / page; i++)
		n += map[i] & 1;
	return n;
}

/*
 * Whether this kernel takes pages of a stack back at all: Linux does, an
 * emulated one (qemu-user) keeps them.  Asked of it directly, with pages that
 * nobody uses any more.
 */
static bool
stack_can_go(size_t page)
{
	uintptr_t low;

	(void)dirty(4 * DEPTH);
	low = (lowest + page) & ~(page - 1);
	return madvise((void *)low, DEPTH, MADV_DONTNEED) == 0 &&
	    resident(low, DEPTH, page) == 0;
}

static void
test_stack(size_t page)
{
	volatile unsigned char mine[64];
	size_t i, half = DEPTH / 2 & ~(page - 1);
	bool can_go = stack_can_go(page);
	uintptr_t low;

	for (i = 0; i < sizeof mine; i++)
		mine[i] = (unsigned char)i;
	(void)dirty(DEPTH);
	low = (lowest + page) & ~(page - 1);
	/* Before: all of the lower half. After: none; ours is whole. */
	CHECK_INT(resident(low, half, page), half / page);
	mem_release_stack(4 * DEPTH);
	CHECK_INT(resident(low, half, page), can_go ? 0 : half / page);
	for (i = 0; i < sizeof mine; i++)
		CHECK_INT(mine[i], i);
#if defined(__x86_64__)
	/* Tests of this architecture never run emulated. */
	CHECK(can_go);
#endif
}

/* How far below the edge of a page its frame is. */
static int
below_edge(void *page)
{
	volatile unsigned char here = 0;

	return (int)(*(size_t *)page -
	    ((uintptr_t)&here & (*(size_t *)page - 1)));
}

/* From wherever the caller's stack is. */
static void
__attribute__((noinline))
test_top(size_t page, unsigned levels)
{
	volatile unsigned char here[200];
	int below;

	here[0] = 0;
	below = mem_at_page_top(below_edge, &page);
	CHECK(below < 640);
	if (levels > 0)
		test_top(page, levels - 1);
	CHECK_INT(here[0], 0);
}

int
main(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char *p = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (CHECK(p != MAP_FAILED))
		test_range(p, page);
	test_stack(page);
	test_top(page, 50);
	return unit_done();
}
