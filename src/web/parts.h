/* SPDX-License-Identifier: MIT */
/* The parts of a multipart/form-data body (RFC 7578; RFC 2046, 5.1.1). */
#ifndef WEB_PARTS_H
#define WEB_PARTS_H

#include <stddef.h>

#include "web/form.h"

enum { PARTS_BOUNDARY_MAX = 70 };

struct parts {
	char *at, *end;
	/* CR LF, two hyphens and the boundary. */
	char mark[4 + PARTS_BOUNDARY_MAX];
	size_t len;
};

/*
 * Starts with the LEN bytes of BODY, which a NUL follows.  TYPE is the rest of
 * the Content-Type, from the semicolon on.  -1: there is no usable boundary, or
 * the body does not begin with it.
 */
int parts_start(struct parts *p, const char *type, char *body, size_t len);

/*
 * The next part, whose name and value lie in the body with a NUL behind each.
 * Quotation marks within names are as HTML 4.10.21.8 sends them.  1: FIELD is
 * filled; 0: that was the last one; -1: damaged.
 */
int parts_next(struct parts *p, struct form_field *field);

#endif
