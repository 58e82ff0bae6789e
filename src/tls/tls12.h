/* SPDX-License-Identifier: MIT */
/* Which versions of TLS there are: 1.3, and 1.2 unless TLS12 = no. */
#ifndef TLS_TLS12_H
#define TLS_TLS12_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Parses OLDEST, the oldest version that a person wants, "1.2" or "1.3"; NULL:
 * the oldest that there is.  *ONLY_TLS13 is whether it rules out TLS 1.2.  -1:
 * E has WHAT, the name of the option, and OLDEST.
 */
int tls12_oldest(const char *what, const char *oldest, bool *only_tls13,
    struct err *e);

#endif
