/* SPDX-License-Identifier: MIT */
/* The groups of the key exchange (RFC 8446, 4.2.7), and lists of them. */
#ifndef TLS_GROUP_H
#define TLS_GROUP_H

#include <stdint.h>

#include "base/err.h"

enum { GROUPS = 3 };

/* IANA numbers in order of preference, ended by 0. */
const uint16_t *group_order(void);

/*
 * Parses LIST, names separated by `:`, `,` or spaces (x25519, P-256, P-384 and
 * their other names, in any case), into OUT, ended by 0.  -1: E has WHAT, the
 * name of the list, and the unknown word.
 */
int group_list(const char *what, const char *list, uint16_t out[GROUPS + 1],
    struct err *e);

#endif
