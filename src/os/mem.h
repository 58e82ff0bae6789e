/* SPDX-License-Identifier: MIT */
/* Giving memory back to the kernel without unmapping it. */
#ifndef OS_MEM_H
#define OS_MEM_H

#include <stddef.h>

/*
 * The whole pages inside [START, START + LEN) of private memory lose their
 * content and read as zero from now on; they cost nothing until written.
 */
void mem_release(void *start, size_t len);

/*
 * The same for the DEPTH bytes of stack below the caller, which calls that
 * have returned dirtied.
 */
void mem_release_stack(size_t depth);

/*
 * FN(ARG), whose frame begins at the top of a page of the stack.  A child that
 * is forked in there writes the same few pages wherever the kernel has put the
 * stack, and of its parent's none but these.
 */
int mem_at_page_top(int (*fn)(void *arg), void *arg);

#endif
