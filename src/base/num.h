/* SPDX-License-Identifier: MIT */
/* Numbers from text, strictly: digits only, no sign, no blank, no overflow. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

/*
 * Reads all of TEXT as a decimal number from MIN to MAX into *OUT; -1 and
 * *OUT untouched when it is anything else.
 */
int num_parse(const char *text, unsigned long min, unsigned long max,
    unsigned long *out);

#endif
