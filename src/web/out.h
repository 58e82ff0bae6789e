/* SPDX-License-Identifier: MIT */
/*
 * An answer to a program, written once for both forms: a JSON object
 * (RFC 8259), or lines of key=value.  In lines the key has the names of the
 * objects and the places in the lists around it, from 0, with dots between:
 * certificates.0.names.1=mail.local. A value there is one line that `printf %b`
 * decodes: a backslash is two, a control character is a backslash, a zero and
 * three octal digits.
 */
#ifndef WEB_OUT_H
#define WEB_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sbuf.h"

enum {
	OUT_DEPTH_MAX = 6,
	OUT_PATH_MAX = 160	/* bytes of the keys around a value */
};

struct out {
	struct sbuf s;		/* the text; s.cut: not all of it fitted */
	bool lines;
	unsigned depth;
	struct {
		bool list;
		uint64_t n;	/* members so far */
		size_t path;	/* length of `path` up to here */
	} level[OUT_DEPTH_MAX];
	char path[OUT_PATH_MAX];
	struct sbuf at;		/* of `path` */
};

/* Starts an object in ROOM of CAP bytes. */
void out_start(struct out *o, char *room, size_t cap, bool lines);

/* Ends it; -1: it is not whole. */
int out_done(struct out *o);

/*
 * Each adds a member called KEY, ASCII without a special character, or an item
 * of a list, where KEY is NULL.  Objects and lists go on until out_end().
 */
void out_object(struct out *o, const char *key);
void out_list(struct out *o, const char *key);
void out_end(struct out *o);
void out_str(struct out *o, const char *key, const char *text);
void out_mem(struct out *o, const char *key, const char *text, size_t len);
void out_num(struct out *o, const char *key, int64_t n);
void out_bool(struct out *o, const char *key, bool value);
void out_none(struct out *o, const char *key);	/* null; no line */

/* A string of base64. */
void out_base64(struct out *o, const char *key, const void *bytes, size_t len);

#endif
