/* SPDX-License-Identifier: MIT */
/* Another stack on MIPS with the o32 ABI: see stack.h. */
#include "os/stack.h"

/* MIPS16 has no such move.  A callee may store its arguments in 16 bytes. */
static _Noreturn __attribute__((nomips16, noinline)) void
switch_to(void *top, void (*fn)(void *arg), void *arg)
{
	register void *first __asm__("$4") = arg;
	register void (*at)(void *) __asm__("$25") = fn;

	__asm__ volatile("addiu $sp, %0, -16\n\tjalr %1\n\tnop"
	    : : "r"(top), "r"(at), "r"(first) : "memory");
	__builtin_unreachable();
}

_Noreturn void
stack_switch(void *top, void (*fn)(void *arg), void *arg)
{
	switch_to(top, fn, arg);
}
