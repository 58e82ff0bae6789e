/* SPDX-License-Identifier: MIT */
/* mbedTLS's memory: zeroed, aligned, bounded, and given back when free. */
#include <stdint.h>

#include "lib/unit.h"
#include "tls/arena.h"

enum { MANY = 4096, ROUNDS = 60000, LIVE = 60 };

static void *many[MANY];

static bool
all_are(const unsigned char *p, size_t len, unsigned char value)
{
	size_t i = 0;

	while (i < len && p[i] == value)
		i++;
	return i == len;
}

/* A piece of LEN bytes as it should be, then dirtied to its very end. */
static unsigned char *
piece(size_t len)
{
	unsigned char *p = arena_calloc(1, len);

	if (!CHECK(p != NULL))
		return NULL;
	CHECK_INT((uintptr_t)p % 8, 0);
	CHECK(arena_size(p) >= len);
	CHECK(all_are(p, arena_size(p), 0));
	memset(p, 0xa5, arena_size(p));
	return p;
}

/* Sizes on both sides of every edge; again, when the memory is used. */
static void
test_sizes(void)
{
	static const size_t sizes[] = {
		1, 7, 8, 9, 63, 64, 65, 1000, 4095, 4096, 4097, 8191, 8192,
		8193, 16384 + 512
	};
	enum { N = sizeof sizes / sizeof sizes[0] };
	unsigned char *p[N];
	size_t i;
	int round;

	for (round = 0; round < 3; round++) {
		/* Big ones lie in pages of their own. */
		for (i = 0; i < N; i++) {
			p[i] = piece(sizes[i]);
			if (p[i] != NULL && sizes[i] >= ARENA_BIG_FROM)
				CHECK_INT((uintptr_t)p[i] % 4096, 0);
			if (round == 1) {
				arena_free(p[i]);
				p[i] = NULL;
			}
		}
		/* Nobody wrote into anybody else's. */
		for (i = 0; i < N; i++)
			if (p[i] != NULL)
				CHECK(all_are(p[i], arena_size(p[i]), 0xa5));
		for (i = 0; i < N; i++)
			arena_free(p[N - 1 - i]);
		CHECK_INT(arena_used(), 0);
	}
	arena_free(NULL);
}

/* The product counts, and it is computed without wrapping round. */
static void
test_product(void)
{
	static const struct {
		size_t n, size;
	} rows[] = {
		{ 0, 8 }, { 8, 0 }, { 0, 0 }, { SIZE_MAX, 1 }, { 1, SIZE_MAX },
		{ SIZE_MAX, SIZE_MAX }, { SIZE_MAX / 2 + 1, 2 },
		{ 2, SIZE_MAX / 2 + 1 }, { SIZE_MAX / 8 + 1, 8 },
		{ SIZE_MAX / 4 + 2, 4 }, { SIZE_MAX - 7, 1 },
		{ 1, (size_t)1 << 31 }, { 1, ARENA_SMALL_BYTES + 1 },
		{ 1024, 1024 }
	};
	unsigned char *p;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		/* Nothing is no failure, too much is. */
		CHECK(arena_calloc(rows[i].n, rows[i].size) == NULL);
		CHECK_INT(arena_failed(), i > 2);
	}
	CHECK_INT(arena_used(), 0);
	p = arena_calloc(6, 7);
	if (CHECK(p != NULL))
		CHECK(arena_size(p) >= 42 && arena_size(p) < 64 + 42);
	arena_free(p);
}

/* Takes pieces of LEN bytes until there are no more; how many there were. */
static size_t
fill(size_t len)
{
	size_t n = 0;

	while (n < MANY && (many[n] = arena_calloc(1, len)) != NULL)
		n++;
	return n;
}

static void
empty(size_t n)
{
	while (n > 0)
		arena_free(many[--n]);
}

/* Full is NULL and no harm; and all of it can be had again and again. */
static void
test_full(void)
{
	static const struct {
		size_t len, at_least;
	} rows[] = {
		{ 64, ARENA_SMALL_BYTES / 72 - 1 },
		{ 1000, ARENA_SMALL_BYTES / 1008 - 1 },
		/* eight big ones, and more where the small ones are */
		{ 4096, 8 + ARENA_SMALL_BYTES / 4104 - 1 },
		{ 16384 + 512, 3 + 7 },
		{ 60000, 1 + 2 },
		{ ARENA_SMALL_BYTES - 64, 1 }
	};
	size_t i, n, again, used;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		n = fill(rows[i].len);
		CHECK(n >= rows[i].at_least);
		CHECK(n * rows[i].len <= ARENA_SMALL_BYTES + ARENA_BIG_BYTES);
		used = arena_used();
		CHECK(used >= n * rows[i].len);
		CHECK(arena_peak() >= used);
		CHECK(arena_calloc(1, rows[i].len) == NULL);
		CHECK_INT(arena_used(), used);
		empty(n);
		CHECK_INT(arena_used(), 0);
		/* Free neighbours become one: nothing is lost for good. */
		again = fill(rows[i].len);
		CHECK_INT(again, n);
		empty(again);
	}
}

/* The peak stays where it was, and rises only above itself. */
static void
test_peak(void)
{
	size_t peak = arena_peak();
	void *p = arena_calloc(1, 100);

	CHECK(peak > 0);
	CHECK_INT(arena_peak(), peak);
	arena_free(p);
	CHECK_INT(arena_peak(), peak);
	CHECK_INT(arena_used(), 0);
}

static uint32_t
number(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

/* As mbedTLS does it: sizes and lives of all kinds; each keeps its pattern. */
static void
test_random(void)
{
	static struct {
		unsigned char *p;
		size_t len;
		unsigned char value;
	} live[LIVE];
	uint32_t x = 2463534242u;
	unsigned round, refused = 0;
	size_t i, sum = 0;
	bool zero = true, kept = true, sizes = true;

	for (round = 0; round < ROUNDS; round++) {
		i = number(&x) % LIVE;
		if (live[i].p != NULL) {
			kept &= all_are(live[i].p, live[i].len, live[i].value);
			sum -= arena_size(live[i].p);
			arena_free(live[i].p);
			live[i].p = NULL;
			continue;
		}
		live[i].len = 1 + number(&x) % (number(&x) % 50 == 0 ? 17000 :
		    number(&x) % 5 == 0 ? 2000 : 100);
		live[i].p = arena_calloc(1, live[i].len);
		if (live[i].p == NULL) {
			refused++;
			continue;
		}
		zero &= all_are(live[i].p, live[i].len, 0);
		live[i].value = (unsigned char)(number(&x) | 1);
		memset(live[i].p, live[i].value, live[i].len);
		sum += arena_size(live[i].p);
		sizes &= sum == arena_used();
	}
	CHECK(zero);
	CHECK(kept);
	CHECK(sizes);
	/* It is not so generous or so full that nothing was tried. */
	CHECK(refused < ROUNDS / 4);
	for (i = 0; i < LIVE; i++)
		arena_free(live[i].p);
	CHECK_INT(arena_used(), 0);
}

static struct {
	uintptr_t keep[4];	/* pieces that are in use */
	size_t len, calls, hits;
} released;

/* The arena offers this stretch; it is emptied as the kernel would. */
static void
on_release(void *start, size_t len)
{
	uintptr_t at = (uintptr_t)start;
	size_t i;

	released.calls++;
	released.len += len;
	for (i = 0; i < 4; i++)
		if (released.keep[i] >= at && released.keep[i] - at < len)
			released.hits++;
	memset(start, 0, len);
}

/* Only what is free is offered, nearly all of it, and it works afterwards. */
static void
test_release(void)
{
	unsigned char *small_one, *big_one;
	size_t n = fill(1000), i;
	uintptr_t end;

	small_one = many[n / 2];
	many[n / 2] = NULL;
	empty(n);
	n = fill(8192);
	big_one = many[1];
	many[1] = NULL;
	empty(n);
	if (!CHECK(small_one != NULL) || !CHECK(big_one != NULL))
		return;
	memset(small_one, 0xa5, 1000);
	memset(big_one, 0xa5, 8192);
	memset(&released, 0, sizeof released);
	/* First and last byte of each; a hit on any would be a loss. */
	end = arena_size(small_one);
	released.keep[0] = (uintptr_t)small_one;
	released.keep[1] = (uintptr_t)small_one + end - 1;
	released.keep[2] = (uintptr_t)big_one;
	released.keep[3] = (uintptr_t)big_one + 8191;
	arena_release(on_release);
	CHECK(released.calls > 0);
	CHECK_INT(released.hits, 0);
	CHECK(all_are(small_one, 1000, 0xa5));
	CHECK(all_are(big_one, 8192, 0xa5));
	CHECK(released.len >= ARENA_SMALL_BYTES + ARENA_BIG_BYTES - 16384);
	CHECK(released.len <= ARENA_SMALL_BYTES + ARENA_BIG_BYTES - 9192);

	/* What was given back is there again, zeroed. */
	n = fill(1000);
	CHECK(n >= ARENA_SMALL_BYTES / 1008 - 2);
	for (i = 0; i < n; i++)
		CHECK(all_are(many[i], 1000, 0));
	empty(n);
	n = fill(4096);
	CHECK(n > 8);
	for (i = 0; i < n; i++)
		CHECK(all_are(many[i], 4096, 0));
	empty(n);
	arena_free(small_one);
	arena_free(big_one);
	CHECK_INT(arena_used(), 0);
}

/* What stays at the low end keeps its own page only. */
static void
test_release_top(void)
{
	void *low = arena_calloc(1, 1000), *high = arena_calloc(1, 5000 / 2);
	void *higher = arena_calloc(1, 5000 / 2);

	if (!CHECK(low != NULL && high != NULL && higher != NULL))
		return;
	arena_free(high);
	arena_free(higher);
	memset(&released, 0, sizeof released);
	arena_release(on_release);
	CHECK(released.len >= ARENA_SMALL_BYTES - 1024);
	arena_free(low);
}

/* A piece goes down into the first gap that it fits into, and nowhere else. */
static void
test_sink(void)
{
	unsigned char *low = piece(480), *high = piece(400), *now;

	if (low == NULL || high == NULL)
		return;
	CHECK(arena_sink(low) == low);
	CHECK(arena_sink(high) == high);
	arena_free(low);
	now = arena_sink(high);
	CHECK(now == low);
	CHECK(all_are(now, 400, 0xa5));
	CHECK(all_are(high + 8, 400 - 8, 0));
	CHECK_INT(arena_used(), arena_size(now));
	arena_free(now);
	CHECK(arena_sink(NULL) == NULL);
	/* The stack ends where the lowest piece has its header. */
	CHECK(low == (unsigned char *)arena_stack() + ARENA_STACK_BYTES + 8);
}

int
main(void)
{
	test_release_top();
	test_sizes();
	test_product();
	test_full();
	test_peak();
	test_random();
	test_release();
	test_sink();
	return unit_done();
}
