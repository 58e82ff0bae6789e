/* SPDX-License-Identifier: MIT */
/* An answer of the hook in lines, taken apart for the page. */
#ifndef WEB_GOT_H
#define WEB_GOT_H

#include <stddef.h>

enum { GOT_MAX = 65536 };

struct got {
	char text[GOT_MAX];	/* keys and values, a NUL behind each */
	size_t len;
};

/* Reads it from FD to the end; what does not fit is left out. */
void got_read(struct got *g, int fd);

/* The same from LEN bytes that are in G->text already. */
void got_parse(struct got *g, size_t len);

/* The value of KEY; "": there is none. */
const char *got_value(const struct got *g, const char *key);

/* The value of BEFORE, I, AFTER and, unless it is negative, J in a row. */
const char *got_item(const struct got *g, const char *before, int i,
    const char *after, int j);

#endif
