/* SPDX-License-Identifier: MIT */
/* The supported cipher suites, their names, and lists of them. */
#ifndef TLS_SUITE_H
#define TLS_SUITE_H

#include <stdbool.h>

#include "base/err.h"

enum { SUITES = 9 };

/*
 * IANA numbers in order of preference, ended by 0: ChaCha20 comes first if the
 * CPU, checked at run time, has no AES instructions.
 */
const int *suite_order(void);

bool suite_is_tls13(int number);

/* OpenSSL's name of suite NUMBER; "unknown" if it is not one of ours. */
const char *suite_name(unsigned number);

/*
 * Parses LIST as OpenSSL does (ciphers(1)): OpenSSL or IANA names and groups,
 * separated by `:`, `,` or spaces; `+` between two selects the suites in both,
 * and a leading `!`, `-` or `+` excludes, removes or moves to the end.  OUT
 * gets the numbers in the order of the list, ended by 0.  If no entry selects a
 * TLS 1.3 suite, all of those come first except any excluded by `!`.  -1: E has
 * WHAT, the name of the list, and the entry that is unknown or insecure.
 */
int suite_list(const char *what, const char *list, int out[SUITES + 1],
    struct err *e);

#endif
