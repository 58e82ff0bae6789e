/* SPDX-License-Identifier: MIT */
/* Text files by lines: see lines.h. */
#define _GNU_SOURCE
#include "os/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

int
lines_open(struct lines *l, const char *path)
{
	l->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	return l->fd < 0 ? -1 : 0;
}

/* Byte by byte: these files are small and read once. */
bool
lines_next(struct lines *l)
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

void
lines_close(struct lines *l)
{
	(void)close(l->fd);
}
