/* SPDX-License-Identifier: MIT */
/*
 * Large static memory that an idle connection does not touch.  It has its own
 * section, without contents because the name begins with .sbss, which is placed
 * after .bss; the small variables of .bss are then next to each other in the
 * page where .data ends, because .bss is not page-aligned. (On MIPS the section
 * comes before .bss, so that .data has a page of its own: one more.) Scattered
 * among the large objects, each small variable would dirty a page in every
 * connection: 12 KB of 36, measured by make bench-idle. tests/lint/apart.sh
 * checks the placement.
 */
#ifndef BASE_APART_H
#define BASE_APART_H

#define APART __attribute__((section(".sbss.zz")))

/* The same, page-aligned, so that whole pages can be returned to the kernel. */
#define APART_PAGES APART _Alignas(4096)

#endif
