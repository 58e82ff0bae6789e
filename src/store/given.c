/* SPDX-License-Identifier: MIT */
/* Files in memory: see given.h. */
#include "store/given.h"

#include <errno.h>
#include <string.h>

#include "base/apart.h"

static APART struct given {
	const char *name, *bytes;
	size_t len;
} table[GIVEN_MAX];
static APART unsigned n;

static const char words[GIVEN_MAX][9] = {
	"given:00", "given:01", "given:02", "given:03", "given:04", "given:05",
	"given:06", "given:07", "given:08", "given:09", "given:10", "given:11",
	"given:12", "given:13", "given:14", "given:15"
};

const char *
given_add(const char *name, const char *bytes, size_t len)
{
	if (n == GIVEN_MAX)
		return NULL;
	table[n].name = name;
	table[n].bytes = bytes;
	table[n].len = len;
	return words[n++];
}

int
given_read(const char *word, char *buf, size_t cap, size_t *len,
    const char **name)
{
	const struct given *g = table;

	while (g < table + n && strcmp(word, words[g - table]) != 0)
		g++;
	if (g == table + n)
		return 0;
	*name = g->name;
	if (g->len >= cap) {
		errno = EFBIG;
		return -1;
	}
	memcpy(buf, g->bytes, g->len);
	buf[g->len] = '\0';
	*len = g->len;
	return 1;
}
