/* SPDX-License-Identifier: MIT */
/*
 * Files that another face of the program has in memory, such as uploads: a
 * command line names them by the word that given_add() returns.
 */
#ifndef STORE_GIVEN_H
#define STORE_GIVEN_H

#include <stddef.h>

enum { GIVEN_MAX = 16 };

/*
 * Adds a file; NAME, for messages, and BYTES have to stay in place.  The word
 * for it, which begins with a letter; NULL: there are GIVEN_MAX already.
 */
const char *given_add(const char *name, const char *bytes, size_t len);

/*
 * Reads the file that WORD names into BUF of CAP bytes, with a NUL behind it,
 * as file_read() would.  1: done, and *NAME is its name; 0: WORD names none;
 * -1: it is too large, and errno is set.
 */
int given_read(const char *word, char *buf, size_t cap, size_t *len,
    const char **name);

#endif
