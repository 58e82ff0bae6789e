/* SPDX-License-Identifier: MIT */
/* Users and groups by name: see ids.h. */
#define _GNU_SOURCE
#include "os/ids.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"

enum { ID_MAX = 2147483647 };

/* One line of a file, read byte by byte: these files are small. */
struct line {
	int fd;
	char text[512];		/* what is longer is cut off */
};

static bool
next_line(struct line *l)
{
	size_t len = 0;
	ssize_t n;
	char c;

	for (;;) {
		n = read(l->fd, &c, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 && len == 0)
			return false;
		if (n <= 0 || c == '\n')
			break;
		if (len < sizeof l->text - 1)
			l->text[len++] = c;
	}
	l->text[len] = '\0';
	return true;
}

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
	struct line l;
	int rc = -1;

	l.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (l.fd < 0)
		return -1;
	while (rc < 0 && next_line(&l))
		rc = parse(l.text, name, ids);
	(void)close(l.fd);
	return rc;
}
