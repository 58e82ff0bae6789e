/* SPDX-License-Identifier: MIT */
/* Files of test vectors in the forms of BoringSSL's source: a value a line. */
#ifndef LIB_VECTORS_H
#define LIB_VECTORS_H

#include <stdint.h>
#include <string.h>

enum { VECTORS_LINE = 16384, VECTORS_BYTES = 4096 + 16 };

struct bytes {
	uint8_t at[VECTORS_BYTES];
	size_t len;
};

/* The line that was read last. */
static char line[VECTORS_LINE];

static int
nibble(char c)
{
	const char *digits = "0123456789abcdef", *p = strchr(digits, c);

	return c == '\0' || p == NULL ? -1 : (int)(p - digits);
}

/* The bytes at the start of S, in hex. */
static void
hex(struct bytes *b, const char *s)
{
	for (b->len = 0; nibble(s[0]) >= 0 && b->len < sizeof b->at; s += 2)
		b->at[b->len++] = (uint8_t)(nibble(s[0]) << 4 | nibble(s[1]));
}

/* What follows NAME in the line, in NIST's files or Wycheproof's; or NULL. */
static const char *
value(const char *name)
{
	size_t n = strlen(name);

	if (strncmp(line, name, n) != 0 || (line[n] != ':' && line[n] != ' '))
		return NULL;
	return line + n + strspn(line + n, " :=");
}

#endif
