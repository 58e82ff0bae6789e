/* SPDX-License-Identifier: MIT */
/* Numbers from text, strictly: digits only, no sign, no blank, no overflow. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

/*
 * Parses all of TEXT as a decimal number from MIN to MAX into *OUT.  -1, with
 * *OUT unchanged, if it is anything else.
 */
int num_parse(const char *text, unsigned long min, unsigned long max,
    unsigned long *out);

#endif
