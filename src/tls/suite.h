/* SPDX-License-Identifier: MIT */
/* The cipher suites that are offered, their names, and lists of them. */
#ifndef TLS_SUITE_H
#define TLS_SUITE_H

#include <stdbool.h>

#include "base/err.h"

enum { SUITES = 9 };

/*
 * IANA numbers in order of preference, ended by 0: ChaCha20 comes first where
 * the CPU has no AES instructions, which is asked when it runs.
 */
const int *suite_order(void);

bool suite_is_tls13(int number);

/* OpenSSL's name of a suite by its number; "unknown": not one of ours. */
const char *suite_name(unsigned number);

/*
 * Reads LIST as OpenSSL does (ciphers(1)): names of OpenSSL or IANA and
 * groups of them, joined by `+` where both must be met, `!`, `-` and `+` in
 * front to leave out, take away and move to the end, `:`, `,` or a blank
 * between.  OUT gets the numbers in the list's order, ended by 0.  Suites of
 * TLS 1.3 stay as they are unless the list speaks of them: without a word
 * that means one, all that no `!` excludes stand first.  -1: E names WHAT,
 * where the list stands, and a word that is not known or means nothing safe.
 */
int suite_list(const char *what, const char *list, int out[SUITES + 1],
    struct err *e);

#endif
