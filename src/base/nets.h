/* SPDX-License-Identifier: MIT */
/*
 * Lists of IP networks as text: "192.0.2.0/24,2001:db8::/32,198.51.100.7".
 * They are read anew for each address, which takes no memory and less than 1 us
 * an entry on x86_64.
 */
#ifndef BASE_NETS_H
#define BASE_NETS_H

#include <stdint.h>

#include "base/err.h"
#include "base/ip.h"

enum { NETS_WRONG = 129 };

/*
 * Finds the smallest network in LIST (NULL: empty) that contains ADDR, in which
 * IPv4 is mapped into IPv6.  Returns its prefix length; -1: there is none.
 * IPv4 addresses are in IPv4 networks only, whose prefix length counts the 96
 * bits of the mapping.  Entries are numeric addresses, with or without a slash
 * and the prefix length; the bits after the prefix are 0.  NETS_WRONG: E has an
 * entry that is not a network.
 */
int nets_match(const char *list, const uint8_t addr[IP6_BYTES],
    struct err *e);

#endif
