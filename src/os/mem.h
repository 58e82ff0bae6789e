/* SPDX-License-Identifier: MIT */
/* Returning memory to the kernel without unmapping it. */
#ifndef OS_MEM_H
#define OS_MEM_H

#include <stddef.h>

/*
 * Discards the whole pages inside [START, START + LEN) of private memory: they
 * read as zero afterwards and cost nothing until written.
 */
void mem_release(void *start, size_t len);

/*
 * The same for the DEPTH bytes of stack below the caller, dirtied by calls that
 * have returned.
 */
void mem_release_stack(size_t depth);

/*
 * Calls FN(ARG) with its frame at the top of a stack page.  A child forked in
 * FN then dirties the same few pages wherever the kernel placed the stack, and
 * copies no others of its parent.
 */
int mem_at_page_top(int (*fn)(void *arg), void *arg);

#endif
