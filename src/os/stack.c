/* SPDX-License-Identifier: MIT */
/* Another stack: see stack.h. */
#define _GNU_SOURCE
#include "os/stack.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "os/mem.h"

enum {
	/* What may have been used below the frame of stack_run(), and the
	 * most that its callers have above it. */
	BELOW = 64 * 1024,
	ABOVE = 64 * 1024
};

/* An address on the kernel's stack; 0: it is still in use. */
static uintptr_t left;

_Noreturn void
stack_run(void *start, size_t len, void (*fn)(void *arg), void *arg)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t guard = ((uintptr_t)start + page - 1) & ~(page - 1);
	uintptr_t top = ((uintptr_t)start + len) & ~(uintptr_t)15;

	(void)mprotect((void *)guard, page, PROT_NONE);
	left = (uintptr_t)&page;
	stack_switch((void *)top, fn, arg);
}

void
stack_leave(void)
{
	/* The lowest string: the kernel puts the program's name there. */
	uintptr_t end = (uintptr_t)program_invocation_name;

	if (left != 0 && end > left && end - left < ABOVE)
		mem_release((void *)(left - BELOW), end - left + BELOW);
}
