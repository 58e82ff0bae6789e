/* SPDX-License-Identifier: MIT */
/*
 * The answer as JSON and as lines, for members that the input chooses: the
 * first is JSON by the grammar of RFC 8259, the second has a key and a value on
 * each line, and both are whole or say that they are not.
 */
#include "lib/fuzz.h"

#include <string.h>

#include "web/out.h"

/* Each skips one piece at P; NULL: it is not there. */
static const char *value(const char *p);

static const char *
string(const char *p)
{
	if (*p++ != '"')
		return NULL;
	for (; *p != '"'; p++) {
		if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7f)
			return NULL;
		if (*p != '\\')
			continue;
		p++;
		if (*p == 'u' && strspn(p + 1, "0123456789abcdef") >= 4)
			p += 4;
		else if (*p != '"' && *p != '\\')
			return NULL;
	}
	return p + 1;
}

static const char *
members(const char *p, char end, int named)
{
	const char *start = p;

	while (*p != end) {
		if (p > start && *p++ != ',')
			return NULL;
		if (named) {
			p = string(p);
			if (p == NULL || *p++ != ':')
				return NULL;
		}
		p = value(p);
		if (p == NULL)
			return NULL;
	}
	return p + 1;
}

static const char *
value(const char *p)
{
	size_t n;

	switch (*p) {
	case '{':
		return members(p + 1, '}', 1);
	case '[':
		return members(p + 1, ']', 0);
	case '"':
		return string(p);
	case 't':
		return strncmp(p, "true", 4) == 0 ? p + 4 : NULL;
	case 'f':
		return strncmp(p, "false", 5) == 0 ? p + 5 : NULL;
	case 'n':
		return strncmp(p, "null", 4) == 0 ? p + 4 : NULL;
	}
	p += *p == '-';
	n = strspn(p, "0123456789");
	return n > 0 && (n == 1 || *p != '0') ? p + n : NULL;
}

static void
fill(struct out *o, const uint8_t *data, size_t len)
{
	static const char *const keys[] = { "a", "key", "long-key", "n0" };
	const char *key;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = 1;
		key = keys[data[i] >> 6];
		switch (data[i] % 8) {
		case 0:
			out_object(o, key);
			break;
		case 1:
			out_list(o, key);
			break;
		case 2:
			if (o->depth > 0)
				out_end(o);
			break;
		case 3:
			out_bool(o, key, data[i] & 8);
			break;
		case 4:
			out_none(o, key);
			break;
		case 5:
			out_num(o, key, data[i] & 8 ? INT64_MIN : data[i]);
			break;
		default:
			n = len - i < (data[i] >> 3 & 7) + 1u ? len - i :
			    (data[i] >> 3 & 7) + 1u;
			if (data[i] % 8 == 6)
				out_mem(o, key, (const char *)data + i, n);
			else
				out_base64(o, key, data + i, n);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static char room[4096];
	struct out o;
	const char *p, *line;

	out_start(&o, room, sizeof room, false);
	fill(&o, data, len);
	if (out_done(&o) == 0) {
		p = value(room);
		MUST(p != NULL && strcmp(p, "\n") == 0);
	}
	out_start(&o, room, sizeof room, true);
	fill(&o, data, len);
	if (out_done(&o) < 0)
		return 0;
	for (p = room; *p != '\0'; p = line + 1) {
		line = strchr(p, '\n');
		MUST(line != NULL && strchr("akln", *p) != NULL);
		MUST(memchr(p, '=', (size_t)(line - p)) != NULL);
		for (; p < line; p++)
			MUST((unsigned char)*p >= 0x20 && *p != 0x7f);
	}
	return 0;
}
