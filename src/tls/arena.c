/* SPDX-License-Identifier: MIT */
/*
 * The memory of mbedTLS: see arena.h.
 *
 * Small pieces: first fit over adjacent blocks, each with a header of 8 bytes.
 * There are a few dozen at any time, so walking them is cheaper than lists,
 * which would dirty more pages.
 *
 * Big pieces: whole pages, recorded in a separate table, so that a freed record
 * buffer occupies no page at all.
 */
#include "tls/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/apart.h"
#include "base/wipe.h"

enum { PAGE = 4096, SLOTS = 8 };

struct block {
	uint32_t size;		/* header and payload, a multiple of 8 */
	uint32_t used;
};

struct slot {
	uint32_t at, len;	/* both multiples of PAGE; len 0: free */
};

/* The end of the stack and the first small pieces share a page. */
static APART_PAGES unsigned char stack[ARENA_STACK_BYTES + ARENA_SMALL_BYTES];
#define small (stack + ARENA_STACK_BYTES)
static APART_PAGES unsigned char big[ARENA_BIG_BYTES];

static struct {
	size_t small_top, big_top;	/* nothing above has been used */
	size_t low;			/* no small block below is free */
	size_t used, peak;
	bool failed;
	struct slot slots[SLOTS];	/* by address; free ones anywhere */
} state;

static struct block *
block_at(size_t at)
{
	return (struct block *)(void *)(small + at);
}

/* Joins the free block at AT with the free ones after it. */
static void
join(size_t at)
{
	struct block *b = block_at(at);
	size_t next;

	while ((next = at + b->size) < state.small_top &&
	    !block_at(next)->used)
		b->size += block_at(next)->size;
}

static void *
take(size_t at, size_t need)
{
	enum { REST_MIN = 64 };		/* smaller ones stay attached */
	struct block *b = block_at(at);
	struct block *rest;

	if (b->size - need >= REST_MIN) {
		rest = block_at(at + need);
		rest->size = b->size - (uint32_t)need;
		rest->used = 0;
		b->size = (uint32_t)need;
	}
	b->used = 1;
	memset(b + 1, 0, b->size - sizeof *b);
	return b + 1;
}

static void *
small_calloc(size_t need)
{
	struct block *b;
	size_t at;

	need = (need + sizeof *b + 7) & ~(size_t)7;
	for (at = state.low; at < state.small_top; at += b->size) {
		b = block_at(at);
		if (b->used) {
			if (at == state.low)
				state.low += b->size;
			continue;
		}
		join(at);
		if (b->size >= need)
			return take(at, need);
	}
	if (need > ARENA_SMALL_BYTES - state.small_top)
		return NULL;
	b = block_at(state.small_top);
	b->size = (uint32_t)need;
	b->used = 1;
	state.small_top += need;
	return b + 1;		/* above the top everything is zero already */
}

/* The lowest gap of NEED bytes between slots; sizeof big: none. */
static size_t
big_gap(size_t need)
{
	size_t at = 0, i;
	bool moved;

	do {
		moved = false;
		for (i = 0; i < SLOTS; i++) {
			const struct slot *s = &state.slots[i];

			if (s->len != 0 && at < s->at + s->len &&
			    s->at < at + need) {
				at = s->at + s->len;
				moved = true;
			}
		}
	} while (moved);
	return at + need <= sizeof big ? at : sizeof big;
}

static void *
big_calloc(size_t need)
{
	struct slot *s = state.slots;
	size_t at;

	need = (need + PAGE - 1) & ~(size_t)(PAGE - 1);
	at = big_gap(need);
	while (s < state.slots + SLOTS && s->len != 0)
		s++;
	if (at == sizeof big || s == state.slots + SLOTS)
		return NULL;
	s->at = (uint32_t)at;
	s->len = (uint32_t)need;
	if (at < state.big_top)
		memset(big + at, 0, need);
	if (at + need > state.big_top)
		state.big_top = at + need;
	return big + at;
}

static bool
in_slot(size_t at)
{
	size_t i;

	for (i = 0; i < SLOTS; i++)
		if (at >= state.slots[i].at &&
		    at - state.slots[i].at < state.slots[i].len)
			return true;
	return false;
}

static struct slot *
slot_of(const void *p)
{
	const unsigned char *c = p;
	size_t i;

	if (c < big || c >= big + sizeof big)
		return NULL;
	for (i = 0; i < SLOTS; i++)
		if (state.slots[i].len != 0 && big + state.slots[i].at == c)
			return &state.slots[i];
	return NULL;
}

size_t
arena_size(const void *p)
{
	const struct slot *s = slot_of(p);

	return s != NULL ? s->len :
	    ((const struct block *)p - 1)->size - sizeof(struct block);
}

void *
arena_calloc(size_t n, size_t size)
{
	void *p = NULL;

	if (n == 0 || size == 0)
		return NULL;
	if (n <= ARENA_SMALL_BYTES / size) {
		if (n * size >= ARENA_BIG_FROM)
			p = big_calloc(n * size);
		if (p == NULL)
			p = small_calloc(n * size);
	}
	if (p == NULL) {
		state.failed = true;
		return NULL;
	}
	state.used += arena_size(p);
	if (state.used > state.peak)
		state.peak = state.used;
	return p;
}

void
arena_free(void *p)
{
	struct slot *s;
	struct block *b;
	size_t at;

	if (p == NULL)
		return;
	state.used -= arena_size(p);
	s = slot_of(p);
	if (s != NULL) {
		s->len = 0;
		return;
	}
	b = (struct block *)p - 1;
	b->used = 0;
	at = (size_t)((unsigned char *)b - small);
	if (at < state.low)
		state.low = at;
}

bool
arena_failed(void)
{
	return state.failed;
}

size_t
arena_used(void)
{
	return state.used;
}

size_t
arena_peak(void)
{
	return state.peak;
}

void
arena_release(void (*release)(void *start, size_t len))
{
	struct block *b;
	size_t at, end;

	for (at = 0; at < state.small_top; at += b->size) {
		b = block_at(at);
		if (b->used)
			continue;
		join(at);
		/* After the last one comes the unused rest of its page. */
		end = at + b->size;
		if (end == state.small_top)
			end = ARENA_SMALL_BYTES;
		release(b + 1, end - at - sizeof *b);
	}
	for (at = 0; at < state.big_top; at += PAGE)
		if (!in_slot(at))
			release(big + at, PAGE);
}

void *
arena_sink(void *p)
{
	void *lower = p == NULL ? NULL : arena_calloc(1, arena_size(p));

	if (lower == NULL || (uintptr_t)lower > (uintptr_t)p) {
		arena_free(lower);
		return p;
	}
	memcpy(lower, p, arena_size(p));
	wipe(p, arena_size(p));
	arena_free(p);
	return lower;
}

void *
arena_stack(void)
{
	return stack;
}
