/* SPDX-License-Identifier: MIT */
/*
 * Names under which a device is reached, as a certificate can hold them: host
 * names (RFC 1123, 2.1; IDN as A-labels) and IP addresses.  Nothing goes into
 * a certificate that has not passed name_parse().
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
 * Reads LEN bytes of TEXT as one name: labels of letters, digits and inner
 * hyphens, 1 to 63 bytes each, 253 in all, the last not all digits (that is a
 * mistyped address); "*." in front of two labels or more; an address that one
 * host can have, mapped IPv4 as IPv4.  -1: none of these.
 */
int name_parse(const char *text, size_t len, struct name *out);

/* Makes N the address of IP_LEN bytes (4 or 16) at IP. */
void name_of_ip(struct name *n, const void *ip, size_t ip_len);

bool name_same(const struct name *a, const struct name *b);

/* The host name NAME is DOMAIN or ends in it at a dot (RFC 5280, 4.2.1.10). */
bool name_within(const char *name, const char *domain);

/*
 * A certificate with the names HELD is good for N: it has it, or a "*." in
 * front of all but its first label (RFC 9525, 6.3).
 */
bool names_cover(const struct names *held, const struct name *n);

/* The name means this host itself: 127/8, ::1, localhost. */
bool name_is_loopback(const struct name *n);

/*
 * An address of a private network (RFC 1918, RFC 4193), not of one link only.
 */
bool name_is_private(const struct name *n);

/* Adds a copy of N unless it is there; -1: there is no room. */
int names_add(struct names *set, const struct name *n);

/*
 * Adds the names of TEXT, with blanks or commas between them.  NULL; or where
 * in TEXT the first word stands that is none, or for which there is no room.
 */
const char *names_read(struct names *set, const char *text);

/* Adds the word that TEXT starts with to S. */
void names_word(struct sbuf *s, const char *text);

bool names_have(const struct names *set, const struct name *n);

/* Adds all names to S with ", " between them. */
void names_show(struct sbuf *s, const struct names *set);

#endif
