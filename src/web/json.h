/* SPDX-License-Identifier: MIT */
/*
 * A form as a flat JSON object (RFC 8259), as rpcd of OpenWrt passes arguments
 * on: strings, numbers and booleans, of which true is "yes" and false "no".
 */
#ifndef WEB_JSON_H
#define WEB_JSON_H

#include <stddef.h>

struct json {
	char *at;		/* in the text, which a NUL ends */
	unsigned n;		/* members so far */
};

/* Starts with TEXT.  -1: it does not begin an object. */
int json_start(struct json *j, char *text);

/*
 * The next member, decoded in place, with a NUL behind each part.  *LEN is of
 * the value alone, *NAME_LEN of the name.  1: there is one; 0: that was the
 * last one, and nothing follows the object; -1: damaged, or not flat.
 */
int json_next(struct json *j, char **name, size_t *name_len, char **value,
    size_t *len);

#endif
