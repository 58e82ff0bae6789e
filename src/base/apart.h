/* SPDX-License-Identifier: MIT */
/*
 * Big static memory that a connection never touches.  The linker sorts by
 * alignment (--sort-section=alignment in the Makefile), so this keeps it away
 * from the small variables, which would else lie strewn between and dirty a
 * page each in every connection: 8 KB of 36, measured by make bench-idle.
 */
#ifndef BASE_APART_H
#define BASE_APART_H

#define APART _Alignas(64)

#endif
