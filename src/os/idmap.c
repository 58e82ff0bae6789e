/* SPDX-License-Identifier: MIT */
/* Mapped ids: see idmap.h. */
#define _GNU_SOURCE
#include "os/idmap.h"

#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

/* Lines of 33 bytes; containers have one to three. */
enum { MAP_MAX = 1024 };

/* Takes a number off *TEXT, and blanks before it. */
static unsigned long
number(const char **text)
{
	unsigned long n = 0;

	while (**text == ' ')
		(*text)++;
	for (; **text >= '0' && **text <= '9'; (*text)++)
		n = 10 * n + (unsigned long)(**text - '0');
	return n;
}

bool
idmap_has(const char *path, unsigned long first, unsigned long last)
{
	char map[MAP_MAX];
	const char *at = map;
	unsigned long begin, n;
	int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return true;
	len = read(fd, map, sizeof map - 1);
	(void)close(fd);
	map[len < 0 ? 0 : len] = '\0';
	/* Lines are "inside outside count". */
	while (*at != '\0') {
		begin = number(&at);
		(void)number(&at);
		n = number(&at);
		if (first >= begin && last - begin < n)
			return true;
		while (*at != '\0' && *at++ != '\n')
			;
	}
	return false;
}
