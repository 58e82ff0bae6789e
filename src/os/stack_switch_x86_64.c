/* SPDX-License-Identifier: MIT */
/* Another stack on x86-64: see stack.h. */
#include "os/stack.h"

_Noreturn void
stack_switch(void *top, void (*fn)(void *arg), void *arg)
{
	__asm__ volatile("mov %0, %%rsp\n\txor %%ebp, %%ebp\n\tcall *%1"
	    : : "r"(top), "r"(fn), "D"(arg) : "memory");
	__builtin_unreachable();
}
