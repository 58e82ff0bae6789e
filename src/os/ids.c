/* SPDX-License-Identifier: MIT */
/* Users and groups by name: see ids.h. */
#include "os/ids.h"

#include <stddef.h>
#include <string.h>

#include "base/num.h"
#include "os/lines.h"

enum { ID_MAX = 2147483647 };

/* "name:x:1000:1000:..." */
static int
parse(char *text, const char *name, unsigned long ids[2])
{
	char *field[5] = { text, NULL, NULL, NULL, NULL };
	int n = 1;

	while (n < 5 && (text = strchr(text, ':')) != NULL) {
		*text++ = '\0';
		field[n++] = text;
	}
	if (n < 4 || strcmp(field[0], name) != 0)
		return -1;
	if (num_parse(field[2], 0, ID_MAX, &ids[0]) < 0)
		return -1;
	(void)num_parse(field[3], 0, ID_MAX, &ids[1]);
	return 0;
}

int
ids_find(const char *path, const char *name, unsigned long ids[2])
{
	struct lines l;
	int rc = -1;

	if (lines_open(&l, path) < 0)
		return -1;
	while (rc < 0 && lines_next(&l))
		rc = parse(l.text, name, ids);
	lines_close(&l);
	return rc;
}
