/* SPDX-License-Identifier: MIT */
/*
 * Names of a device, as certificates contain them: host names (RFC 1123, 2.1;
 * IDN as A-labels) and IP addresses.  No name goes into a certificate that has
 * not passed name_parse().
 */
#ifndef BASE_NAME_H
#define BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sbuf.h"

enum {
	NAME_TEXT_MAX = 254,	/* RFC 1035, 2.3.4, and a NUL */
	NAMES_MAX = 32
};

struct name {
	uint8_t ip_len;			/* 4 or 16; 0: a host name */
	uint8_t ip[16];
	char text[NAME_TEXT_MAX];	/* lower case, RFC 5952 */
};

/* A set: no name is in it twice. */
struct names {
	unsigned n;
	struct name item[NAMES_MAX];
};

/*
 * Parses LEN bytes of TEXT as one name: labels of letters, digits and inner
 * hyphens, 1 to 63 bytes each, 253 in all, the last not all digits (a mistyped
 * address); "*." before at least two labels; or an address that a single host
 * can have, mapped IPv4 as IPv4.  -1: none of these.
 */
int name_parse(const char *text, size_t len, struct name *out);

/* Makes N the address of IP_LEN bytes (4 or 16) at IP. */
void name_of_ip(struct name *n, const void *ip, size_t ip_len);

bool name_same(const struct name *a, const struct name *b);

/* Whether host NAME is DOMAIN or a subdomain of it (RFC 5280, 4.2.1.10). */
bool name_within(const char *name, const char *domain);

/*
 * Whether a certificate with the names HELD is valid for N: it has N itself, or
 * "*." and all but the first label of N (RFC 9525, 6.3).
 */
bool names_cover(const struct names *held, const struct name *n);

/* Whether N means this host itself: 127/8, ::1, localhost. */
bool name_is_loopback(const struct name *n);

/*
 * Whether N is an address of a private network (RFC 1918, RFC 4193), link-local
 * ones excluded.
 */
bool name_is_private(const struct name *n);

/* Adds a copy of N unless it is there already; -1: no room. */
int names_add(struct names *set, const struct name *n);

/*
 * Adds the names in TEXT, separated by blanks or commas.  Returns NULL, or the
 * first word in TEXT that is not a name or for which there is no room.
 */
const char *names_read(struct names *set, const char *text);

/* Adds the word that TEXT starts with to S. */
void names_word(struct sbuf *s, const char *text);

bool names_have(const struct names *set, const struct name *n);

/* Adds all names to S with ", " between them. */
void names_show(struct sbuf *s, const struct names *set);

#endif
