/* SPDX-License-Identifier: MIT */
/* An answer to a program: see out.h. */
#include "web/out.h"

#include <string.h>

/* The place of the next value: its key, or nothing before a list's item. */
static void
begin(struct out *o, const char *key)
{
	uint64_t n = o->level[o->depth].n++;
	bool list = o->level[o->depth].list;

	if (!o->lines) {
		if (n > 0)
			sbuf_char(&o->s, ',');
		if (list)
			return;
		sbuf_char(&o->s, '"');
		sbuf_str(&o->s, key);
		sbuf_str(&o->s, "\":");
		return;
	}
	o->at.len = o->level[o->depth].path;
	if (o->at.len > 0)
		sbuf_char(&o->at, '.');
	if (list)
		sbuf_dec(&o->at, n);
	else
		sbuf_str(&o->at, key);
}

/* The same for a value that is neither object nor list. */
static void
value(struct out *o, const char *key)
{
	begin(o, key);
	if (!o->lines)
		return;
	sbuf_mem(&o->s, o->path, o->at.len);
	sbuf_char(&o->s, '=');
}

static void
end_value(struct out *o)
{
	if (o->lines)
		sbuf_char(&o->s, '\n');
}

static void
deeper(struct out *o, bool list)
{
	if (!o->lines)
		sbuf_char(&o->s, list ? '[' : '{');
	if (o->depth + 1 == OUT_DEPTH_MAX) {
		o->s.cut = true;
		return;
	}
	o->depth++;
	o->level[o->depth].list = list;
	o->level[o->depth].n = 0;
	o->level[o->depth].path = o->at.len;
}

void
out_start(struct out *o, char *room, size_t cap, bool lines)
{
	sbuf_init(&o->s, room, cap);
	sbuf_init(&o->at, o->path, sizeof o->path);
	o->lines = lines;
	o->depth = 0;
	o->level[0].list = false;
	o->level[0].n = 0;
	o->level[0].path = 0;
	if (!lines)
		sbuf_char(&o->s, '{');
}

int
out_done(struct out *o)
{
	while (o->depth > 0)
		out_end(o);
	if (!o->lines)
		sbuf_str(&o->s, "}\n");
	return o->s.cut || o->at.cut ? -1 : 0;
}

void
out_object(struct out *o, const char *key)
{
	begin(o, key);
	deeper(o, false);
}

void
out_list(struct out *o, const char *key)
{
	begin(o, key);
	deeper(o, true);
}

void
out_end(struct out *o)
{
	if (!o->lines)
		sbuf_char(&o->s, o->level[o->depth].list ? ']' : '}');
	if (o->depth > 0)
		o->depth--;
}

/* One byte of a line. */
static void
add_plain(struct sbuf *s, unsigned char c)
{
	if (c == '\\') {
		sbuf_str(s, "\\\\");
	} else if (c < 0x20 || c == 0x7f) {
		sbuf_str(s, "\\0");
		sbuf_char(s, (char)('0' + (c >> 6)));
		sbuf_char(s, (char)('0' + (c >> 3 & 7)));
		sbuf_char(s, (char)('0' + (c & 7)));
	} else {
		sbuf_char(s, (char)c);
	}
}

/*
 * One byte of a string.  What is not ASCII goes out as the character of that
 * number, so that it is JSON whatever it is; what HTML knows is no
 * character of it, for pages that have the object in a script.
 */
static void
add_quoted(struct sbuf *s, unsigned char c)
{
	if (c == '"' || c == '\\') {
		sbuf_char(s, '\\');
		sbuf_char(s, (char)c);
	} else if (c < 0x20 || c >= 0x7f || c == '<' || c == '>' || c == '&') {
		sbuf_str(s, "\\u00");
		sbuf_hex(s, &c, 1, '\0');
	} else {
		sbuf_char(s, (char)c);
	}
}

void
out_mem(struct out *o, const char *key, const char *text, size_t len)
{
	void (*add)(struct sbuf *s, unsigned char c) =
	    o->lines ? add_plain : add_quoted;
	size_t i;

	value(o, key);
	if (!o->lines)
		sbuf_char(&o->s, '"');
	for (i = 0; i < len && !o->s.cut; i++)
		add(&o->s, (unsigned char)text[i]);
	if (!o->lines)
		sbuf_char(&o->s, '"');
	end_value(o);
}

void
out_str(struct out *o, const char *key, const char *text)
{
	out_mem(o, key, text, strlen(text));
}

void
out_num(struct out *o, const char *key, int64_t n)
{
	value(o, key);
	if (n < 0)
		sbuf_char(&o->s, '-');
	sbuf_dec(&o->s, n < 0 ? -(uint64_t)n : (uint64_t)n);
	end_value(o);
}

void
out_bool(struct out *o, const char *key, bool b)
{
	value(o, key);
	sbuf_str(&o->s, b ? "true" : "false");
	end_value(o);
}

void
out_none(struct out *o, const char *key)
{
	begin(o, key);
	if (!o->lines)
		sbuf_str(&o->s, "null");
}

void
out_base64(struct out *o, const char *key, const void *bytes, size_t len)
{
	value(o, key);
	if (!o->lines)
		sbuf_char(&o->s, '"');
	sbuf_base64(&o->s, bytes, len);
	if (!o->lines)
		sbuf_char(&o->s, '"');
	end_value(o);
}
