/* SPDX-License-Identifier: MIT */
/* Wiping: all of it, nothing beside it, and the compiler leaves it in. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lib/unit.h"

/*
 * As a part of this file, wipe() is where the compiler sees all of it: in the
 * function that leaves its secret behind, as link-time optimisation might put
 * it.  There memset(3) of what nobody reads any more is left out.
 */
static inline void wipe(void *p, size_t len) __attribute__((always_inline));
#include "base/wipe.c"

enum { SECRET = 64 };

/* A stack that is ordinary memory: what is left on it can be looked at. */
static unsigned char stack[65536];
static unsigned char secret[SECRET];
static bool wiping;
static void (*volatile use)(unsigned char *);

static void
fill(unsigned char *p)
{
	memcpy(p, secret, SECRET);
}

static void
keep_it(void)
{
	unsigned char mine[SECRET];

	use(mine);
}

static void
wipe_it(void)
{
	unsigned char mine[SECRET];

	use(mine);
	wipe(mine, sizeof mine);
}

static void
on_signal(int sig)
{
	(void)sig;
	if (wiping)
		wipe_it();
	else
		keep_it();
}

/* Whether the secret lies on the stack on which a function had it. */
static bool
is_left(bool wiped)
{
	struct sigaction a;
	const stack_t s = { .ss_sp = stack, .ss_size = sizeof stack };

	memset(stack, 0, sizeof stack);
	memset(&a, 0, sizeof a);
	a.sa_handler = on_signal;
	a.sa_flags = SA_ONSTACK;
	wiping = wiped;
	use = fill;
	CHECK(sigaltstack(&s, NULL) == 0 && sigaction(SIGUSR1, &a, NULL) == 0);
	CHECK(raise(SIGUSR1) == 0);
	return memmem(stack, sizeof stack, secret, sizeof secret) != NULL;
}

static void
test_extent(void)
{
	static const unsigned char zero[64];
	unsigned char buf[66];

	memset(buf, 0xa5, sizeof buf);
	wipe(buf + 1, 64);
	CHECK_INT(buf[0], 0xa5);
	CHECK_MEM(buf + 1, 64, zero, 64);
	CHECK_INT(buf[65], 0xa5);
	wipe(NULL, 0);
	wipe(buf, 0);
	CHECK_INT(buf[0], 0xa5);
}

int
main(void)
{
	unsigned i;

	test_extent();
	for (i = 0; i < SECRET; i++)
		secret[i] = (unsigned char)(i * 37 + 11);
	CHECK(!is_left(true));
#if !defined(__has_feature)
#define __has_feature(x) 0
#endif
#if !__has_feature(address_sanitizer)
	/* The search finds what was not wiped; clang keeps it elsewhere. */
	CHECK(is_left(false));
#endif
	return unit_done();
}
