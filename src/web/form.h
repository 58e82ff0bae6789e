/* SPDX-License-Identifier: MIT */
/*
 * Forms, as browsers and scripts send them.  The bytes are hostile: they are
 * decoded in place, nothing is copied, and what is not understood is refused.
 *
 * Four kinds: application/x-www-form-urlencoded (WHATWG URL, 5.1),
 * multipart/form-data (RFC 7578), application/json (json.h), and lines of
 * key=value, where a backslash before n is a newline and one before a backslash
 * is a backslash.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum {
	FORM_MAX = 262144,	/* bytes of a form */
	FORM_FIELDS_MAX = 40,
	FORM_NAME_MAX = 32,	/* of a field, without the NUL */
	FORM_FILE_MAX = 60	/* of a file's name; the rest is cut off */
};

struct form_field {
	const char *name;	/* lower-case letters, digits, hyphens */
	char *value;		/* a NUL follows it */
	size_t len;
	const char *file;	/* its name at the sender; NULL: not a file */
};

struct form {
	struct form_field field[FORM_FIELDS_MAX];
	unsigned n;
};

/*
 * Splits the LEN bytes of BODY, which a NUL follows, into fields, which lie in
 * BODY.  TYPE is the Content-Type; NULL or empty: lines.  A field whose name no
 * field of ours has is left out, and so is a file that was not chosen.  Only
 * files may have a NUL in them.  -1: E has what is wrong, and F is empty.
 */
int form_parse(struct form *f, const char *type, char *body, size_t len,
    struct err *e);

/* The first field called NAME that comes after AFTER; NULL: from the start. */
const struct form_field *form_next(const struct form *f, const char *name,
    const struct form_field *after);

/* The value of the only field called NAME, "" if there is none. */
const char *form_value(const struct form *f, const char *name);

#endif
