/* SPDX-License-Identifier: MIT */
/*
 * Big static memory that an idle connection does not touch.  The linker sorts
 * sections by name (--sort-section=name in the Makefile), so this puts it
 * behind the small variables, which then lie together right after .data.
 * Strewn between, they would dirty a page each in every connection: 12 KB of
 * 36, measured by make bench-idle; tests/lint/apart.sh watches it.
 */
#ifndef BASE_APART_H
#define BASE_APART_H

#define APART __attribute__((section(".bss.zz")))

/* The same on pages of its own, which can go back to the kernel. */
#define APART_PAGES APART _Alignas(4096)

#endif
