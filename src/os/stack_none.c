/* SPDX-License-Identifier: MIT */
/* Where no stack_switch_*.c is for the CPU: the kernel's stack is kept. */
#include "os/stack.h"

_Noreturn void
stack_run(void *start, size_t len, void (*fn)(void *arg), void *arg)
{
	(void)start;
	(void)len;
	fn(arg);
	__builtin_unreachable();
}

void
stack_leave(void)
{
}
