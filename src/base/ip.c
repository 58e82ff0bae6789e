/* SPDX-License-Identifier: MIT */
/* IP addresses as text: see ip.h. */
#include "base/ip.h"

#include <string.h>

enum { GROUPS = 8 };

/* Prefix of an IPv4 address mapped into IPv6. */
static const uint8_t mapped[IP6_BYTES - IP4_BYTES] = {
	[10] = 0xff, [11] = 0xff
};

void
ip_map4(uint8_t to[IP6_BYTES], const uint8_t from[IP4_BYTES])
{
	memcpy(to, mapped, sizeof mapped);
	memcpy(to + sizeof mapped, from, IP4_BYTES);
}

bool
ip_is_mapped(const uint8_t addr[IP6_BYTES])
{
	return memcmp(addr, mapped, sizeof mapped) == 0;
}

void
ip_show4(struct sbuf *s, const uint8_t addr[IP4_BYTES])
{
	unsigned i;

	for (i = 0; i < IP4_BYTES; i++) {
		if (i > 0)
			sbuf_char(s, '.');
		sbuf_dec(s, addr[i]);
	}
}

static void
show_group(struct sbuf *s, unsigned group)
{
	static const char hex[] = "0123456789abcdef";
	int shift = 12;

	while (shift > 0 && group >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		sbuf_char(s, hex[group >> shift & 15]);
}

/*
 * The run of zeros to shorten: its first group and, in *LEN, its length; 0:
 * none.
 */
static unsigned
zero_run(const unsigned group[GROUPS], unsigned *len)
{
	unsigned best = 0, i, n;

	*len = 1;	/* a single zero group is not shortened */
	for (i = 0; i < GROUPS; i++) {
		for (n = 0; i + n < GROUPS && group[i + n] == 0; n++)
			;
		if (n > *len) {
			best = i;
			*len = n;
		}
	}
	if (*len == 1)
		*len = 0;
	return best;
}

void
ip_show6(struct sbuf *s, const uint8_t addr[IP6_BYTES])
{
	unsigned group[GROUPS];
	unsigned run, run_len, i;

	if (ip_is_mapped(addr)) {
		ip_show4(s, addr + sizeof mapped);
		return;
	}
	for (i = 0; i < GROUPS; i++)
		group[i] = (unsigned)addr[2 * i] << 8 | addr[2 * i + 1];
	run = zero_run(group, &run_len);
	for (i = 0; i < GROUPS; i++) {
		if (run_len > 0 && i == run) {
			sbuf_str(s, "::");
			i += run_len - 1;
			continue;
		}
		if (i > 0 && !(run_len > 0 && i == run + run_len))
			sbuf_char(s, ':');
		show_group(s, group[i]);
	}
}

static uint64_t
number(uint64_t v, const uint8_t *bytes, unsigned n)
{
	while (n-- > 0)
		v = v << 8 | *bytes++;
	return v;
}

uint64_t
ip_owner4(const uint8_t addr[IP4_BYTES])
{
	/* Like 0:ffff:c000:207::/64, which is not assigned. */
	return number(0xffff, addr, IP4_BYTES);
}

uint64_t
ip_owner6(const uint8_t addr[IP6_BYTES])
{
	if (ip_is_mapped(addr))
		return ip_owner4(addr + sizeof mapped);
	/* ::1 is an owner too; no assigned network begins with 8000. */
	return number(0, addr, IP6_BYTES / 2) | 1ULL << 63;
}

void
ip_show_owner(struct sbuf *s, uint64_t owner)
{
	uint8_t addr[IP6_BYTES] = { 0 };
	unsigned i;

	for (i = 0; i < IP6_BYTES / 2; i++)
		addr[i] = (uint8_t)(owner >> (56 - 8 * i));
	if (owner >> 32 == 0xffff) {
		ip_show4(s, addr + IP4_BYTES);
		return;
	}
	addr[0] &= 0x7f;	/* ip_owner6()'s mark */
	ip_show6(s, addr);
	sbuf_str(s, "/64");
}
