/* SPDX-License-Identifier: MIT */
/*
 * The arena with one piece that cannot be had: the nth that N, or K, asks for
 * (FAIL_IN=N|K, FAIL_AT=n in the environment of the program that is linked
 * with this in place of src/tls/arena.c).  The log tells when it was asked for.
 * Who is K is known by the fork: N may not even ask for its process id any
 * more.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>

#include "base/log.h"

#define arena_calloc real_calloc
#include "tls/arena.c"
#undef arena_calloc

void *arena_calloc(size_t n, size_t size);

static unsigned long fail_at;
static char fail_in = '-', who = 'N';

static void
in_child(void)
{
	who = 'K';
}

__attribute__((constructor)) static void
read_wish(void)
{
	const char *at = getenv("FAIL_AT"), *in = getenv("FAIL_IN");

	if (at == NULL || in == NULL)
		return;
	fail_at = strtoul(at, NULL, 10);
	fail_in = in[0];
	(void)pthread_atfork(NULL, NULL, in_child);
}

void *
arena_calloc(size_t n, size_t size)
{
	static unsigned long asked;

	if (who == fail_in && ++asked == fail_at) {
		log_line(LOG_LEVEL_NOTICE, "PIECE refused");
		state.failed = true;
		return NULL;
	}
	return real_calloc(n, size);
}
