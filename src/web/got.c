/* SPDX-License-Identifier: MIT */
/* An answer of the hook: see got.h. */
#include "web/got.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/sbuf.h"

static int
octal(const char *p)
{
	int v = 0, i;

	for (i = 0; i < 3; i++) {
		if (p[i] < '0' || p[i] > '7')
			return -1;
		v = v << 3 | (p[i] - '0');
	}
	return v;
}

/* One value as out.h writes it, which a NUL ends. */
static void
decode(char **to, const char *from)
{
	int c;

	for (; *from != '\0'; from++) {
		if (*from != '\\') {
			*(*to)++ = *from;
		} else if (from[1] == '\\') {
			*(*to)++ = *from++;
		} else if (from[1] == '0' && (c = octal(from + 2)) >= 0) {
			/* A NUL would end it early. */
			*(*to)++ = c == 0 ? '?' : (char)c;
			from += 4;
		}
	}
	*(*to)++ = '\0';
}

void
got_parse(struct got *g, size_t len)
{
	char *at = g->text, *to = g->text, *next, *equal;
	char *end = g->text + len;

	while (at < end && (next = memchr(at, '\n', (size_t)(end - at))) !=
	    NULL) {
		*next = '\0';
		equal = strchr(at, '=');
		if (equal == NULL) {
			at = next + 1;
			continue;
		}
		*equal = '\0';
		memmove(to, at, (size_t)(equal - at) + 1);
		to += equal - at + 1;
		decode(&to, equal + 1);
		at = next + 1;
	}
	g->len = (size_t)(to - g->text);
}

void
got_read(struct got *g, int fd)
{
	size_t len = 0;
	ssize_t n;

	while (len < sizeof g->text - 1) {
		n = read(fd, g->text + len, sizeof g->text - 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	got_parse(g, len);
}

const char *
got_value(const struct got *g, const char *key)
{
	const char *at = g->text, *end = g->text + g->len, *value;

	for (; at < end; at = value + strlen(value) + 1) {
		value = at + strlen(at) + 1;
		if (strcmp(at, key) == 0)
			return value;
	}
	return "";
}

const char *
got_item(const struct got *g, const char *before, int i, const char *after,
    int j)
{
	char key[80];
	struct sbuf s;

	sbuf_init(&s, key, sizeof key);
	sbuf_str(&s, before);
	sbuf_dec(&s, (uint64_t)i);
	sbuf_str(&s, after);
	if (j >= 0)
		sbuf_dec(&s, (uint64_t)j);
	return got_value(g, key);
}
