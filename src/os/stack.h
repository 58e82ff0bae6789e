/* SPDX-License-Identifier: MIT */
/*
 * Running on a stack in memory of one's own: the page that it uses while a
 * connection is idle can hold other things as well, and the pages of the
 * kernel's stack can be given back.
 */
#ifndef OS_STACK_H
#define OS_STACK_H

#include <stddef.h>

/*
 * Calls FN(ARG) on the stack of LEN bytes at START, of which the lowest whole
 * page becomes a guard.  FN never returns: it ends the process.
 */
_Noreturn void stack_run(void *start, size_t len, void (*fn)(void *arg),
    void *arg);

/*
 * Gives back the pages of the stack that stack_run() was called on, with the
 * frames of all callers, the environment's pointers and the auxiliary vector,
 * but not the command line, which ps(1) shows.
 */
void stack_leave(void);

/*
 * For stack_run(), in stack_switch_*.c: calls FN(ARG) with the stack pointer at
 * TOP, which is aligned to 16 bytes.
 */
_Noreturn void stack_switch(void *top, void (*fn)(void *arg), void *arg);

#endif
