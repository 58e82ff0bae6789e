/* SPDX-License-Identifier: MIT */
/* A flat JSON object: see json.h. */
#include "web/json.h"

#include <string.h>

static void
skip(struct json *j)
{
	j->at += strspn(j->at, " \t\r\n");
}

static long
hex4(const char *p)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *found;
	long v = 0;
	int i;

	for (i = 0; i < 4; i++) {
		found = p[i] == '\0' ? NULL : strchr(digits, p[i]);
		if (found == NULL)
			return -1;
		v = v << 4 | (found - digits < 16 ? found - digits :
		    found - digits - 6);
	}
	return v;
}

/* Writes character C as UTF-8 (RFC 3629, 3); its length is at most six. */
static char *
put(char *to, long c)
{
	if (c < 0x80) {
		*to++ = (char)c;
		return to;
	}
	if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		*to++ = (char)(0xe0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 63));
	} else {
		*to++ = (char)(0xf0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 63));
		*to++ = (char)(0x80 | (c >> 6 & 63));
	}
	*to++ = (char)(0x80 | (c & 63));
	return to;
}

/* \uXXXX at J, a pair of them beyond 16 bits; -1: it is neither. */
static long
escape_u(struct json *j)
{
	long c = hex4(j->at), low;

	if (c < 0)
		return -1;
	j->at += 4;
	if (c < 0xd800 || c > 0xdfff)
		return c;
	if (c > 0xdbff || j->at[0] != '\\' || j->at[1] != 'u')
		return -1;
	low = hex4(j->at + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return -1;
	j->at += 6;
	return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

static int
string(struct json *j, char **text, size_t *len)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *known;
	char *put_at;
	long c;

	if (*j->at != '"')
		return -1;
	*text = put_at = ++j->at;
	while (*j->at != '"') {
		if ((unsigned char)*j->at < 0x20)
			return -1;
		if (*j->at != '\\') {
			*put_at++ = *j->at++;
			continue;
		}
		j->at++;
		if (*j->at == 'u') {
			j->at++;
			c = escape_u(j);
			if (c < 0)
				return -1;
			put_at = put(put_at, c);
			continue;
		}
		known = *j->at == '\0' ? NULL : strchr(from, *j->at);
		if (known == NULL)
			return -1;
		*put_at++ = to[known - from];
		j->at++;
	}
	*len = (size_t)(put_at - *text);
	*put_at = '\0';
	j->at++;
	return 0;
}

/*
 * A value that is no string.  A number moves one byte to the left, where at
 * least the colon was, to have room for its NUL.
 */
static int
bare(struct json *j, char **text, size_t *len)
{
	size_t n = strcspn(j->at, " \t\r\n,}");

	*text = j->at;
	if (n == 4 && strncmp(j->at, "true", n) == 0) {
		memcpy(*text, "yes", sizeof "yes");
	} else if (n == 5 && strncmp(j->at, "false", n) == 0) {
		memcpy(*text, "no", sizeof "no");
	} else if (n == 4 && strncmp(j->at, "null", n) == 0) {
		**text = '\0';
	} else if (n == 0 || strspn(j->at, "0123456789") != n) {
		return -1;
	} else {
		(*text)--;
		memmove(*text, j->at, n);
		(*text)[n] = '\0';
	}
	*len = strlen(*text);
	j->at += n;
	return 0;
}

int
json_start(struct json *j, char *text)
{
	j->at = text;
	j->n = 0;
	skip(j);
	return *j->at++ == '{' ? 0 : -1;
}

int
json_next(struct json *j, char **name, size_t *name_len, char **value,
    size_t *len)
{
	skip(j);
	if (*j->at == '}') {
		j->at++;
		skip(j);
		return *j->at == '\0' ? 0 : -1;
	}
	if (j->n++ > 0 && *j->at++ != ',')
		return -1;
	skip(j);
	if (string(j, name, name_len) < 0)
		return -1;
	skip(j);
	if (*j->at++ != ':')
		return -1;
	skip(j);
	return (*j->at == '"' ? string(j, value, len) :
	    bare(j, value, len)) < 0 ? -1 : 1;
}
