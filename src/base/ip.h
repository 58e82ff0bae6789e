/* SPDX-License-Identifier: MIT */
/*
 * IP addresses as text. musl's inet_ntop(3) pulls in printf(3) with its
 * floating point, 12 KB of flash.
 */
#ifndef BASE_IP_H
#define BASE_IP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sbuf.h"

enum {
	IP4_BYTES = 4,
	IP6_BYTES = 16
};

/* Adds "192.0.2.7". */
void ip_show4(struct sbuf *s, const uint8_t addr[IP4_BYTES]);

/*
 * Adds "2001:db8::1" as RFC 5952 requires: lower case, no leading zeros, the
 * longest run of two or more zero groups shortened, the first of equals.  An
 * address mapped from IPv4 (RFC 4291, 2.5.5.2) is shown as IPv4.
 */
void ip_show6(struct sbuf *s, const uint8_t addr[IP6_BYTES]);

/* Maps IPv4 into IPv6 (RFC 4291, 2.5.5.2); whether ADDR is a mapped address. */
void ip_map4(uint8_t to[IP6_BYTES], const uint8_t from[IP4_BYTES]);
bool ip_is_mapped(const uint8_t addr[IP6_BYTES]);

/*
 * A number for the owner of an address: the whole IPv4 address, mapped into
 * IPv6 or not, or the first 64 bits of an IPv6 address, because a customer gets
 * at least a /64 (RFC 6177).
 */
uint64_t ip_owner4(const uint8_t addr[IP4_BYTES]);
uint64_t ip_owner6(const uint8_t addr[IP6_BYTES]);

/* Adds the address of such a number: "192.0.2.7" or "2001:db8:1:2::/64". */
void ip_show_owner(struct sbuf *s, uint64_t owner);

#endif
