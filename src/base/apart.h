/* SPDX-License-Identifier: MIT */
/*
 * Big static memory that an idle connection does not touch.  In a section of
 * its own (without contents, because its name begins like .sbss) it stands
 * behind .bss, whose small variables then lie together right after .data, in
 * the same page: .bss has no alignment to a page of its own.  (On MIPS it
 * stands before .bss, which costs the one page that .data has for itself.)
 * Strewn between, they would dirty a page each in every connection: 12 KB of
 * 36, measured by make bench-idle; tests/lint/apart.sh watches it.
 */
#ifndef BASE_APART_H
#define BASE_APART_H

#define APART __attribute__((section(".sbss.zz")))

/* The same on pages of its own, which can go back to the kernel. */
#define APART_PAGES APART _Alignas(4096)

#endif
