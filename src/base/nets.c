/* SPDX-License-Identifier: MIT */
/* Lists of IP networks: see nets.h. */
#include "base/nets.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/num.h"

enum {
	BITS = 8 * IP6_BYTES,
	BITS_MAPPED = BITS - 8 * IP4_BYTES,
	ENTRY_MAX = sizeof "1111:1111:1111:1111:1111:1111:255.255.255.255/128"
};

static const char malformed[] = "must be an IP address or address/bits";

struct net {
	uint8_t addr[IP6_BYTES];
	int bits;
};

/* The address of WORD; the bits that it may leave out, or -1. */
static int
read_address(uint8_t addr[IP6_BYTES], const char *word)
{
	uint8_t ip4[IP4_BYTES];

	if (inet_pton(AF_INET, word, ip4) == 1) {
		ip_map4(addr, ip4);
		return BITS_MAPPED;
	}
	return inet_pton(AF_INET6, word, addr) == 1 ? 0 : -1;
}

/* Whether A and B are the same from bit FIRST to bit END. */
static bool
agree(const uint8_t *a, const uint8_t *b, int first, int end)
{
	for (; first < end; first++)
		if (((a[first / 8] ^ b[first / 8]) << first % 8 & 0x80) != 0)
			return false;
	return true;
}

/* NULL, or what is wrong with WORD. */
static const char *
parse(struct net *n, char *word)
{
	static const uint8_t zero[IP6_BYTES];
	char *slash = strchr(word, '/');
	unsigned long bits;
	int out;

	if (slash != NULL)
		*slash = '\0';
	out = read_address(n->addr, word);
	if (slash != NULL)
		*slash = '/';
	bits = (unsigned long)(BITS - out);
	if (out < 0 || (slash != NULL &&
	    num_parse(slash + 1, 0, bits, &bits) < 0))
		return malformed;
	n->bits = out + (int)bits;
	return agree(n->addr, zero, n->bits, BITS) ? NULL :
	    "not the first address of its network";
}

/* Takes the first entry of *LIST, which is NULL behind the last one. */
static int
take(const char **list, struct net *n, struct err *e)
{
	char word[ENTRY_MAX];
	size_t len = strcspn(*list, ",");
	size_t room = len < sizeof word ? len : sizeof word - 1;
	const char *wrong;

	memcpy(word, *list, room);
	word[room] = '\0';
	*list = (*list)[len] == '\0' ? NULL : *list + len + 1;
	wrong = room < len ? malformed : parse(n, word);
	return wrong == NULL ? 0 : err_why(e, NULL, word, wrong);
}

int
nets_match(const char *list, const uint8_t addr[IP6_BYTES], struct err *e)
{
	int least = ip_is_mapped(addr) ? BITS_MAPPED : 0;
	struct net n;
	int best = -1;

	while (list != NULL) {
		if (take(&list, &n, e) < 0)
			return NETS_WRONG;
		if (n.bits > best && n.bits >= least &&
		    agree(n.addr, addr, 0, n.bits))
			best = n.bits;
	}
	return best;
}
