/* SPDX-License-Identifier: MIT */
/* Another stack on ARM, 64 bits: see stack.h. */
#include "os/stack.h"

_Noreturn void
stack_switch(void *top, void (*fn)(void *arg), void *arg)
{
	register void *first __asm__("x0") = arg;

	__asm__ volatile("mov sp, %0\n\tblr %1"
	    : : "r"(top), "r"(fn), "r"(first) : "memory");
	__builtin_unreachable();
}
