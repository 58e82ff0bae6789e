/* SPDX-License-Identifier: MIT */
/* Whole writes: see io.h. */
#include "base/io.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

int
io_write(int fd, const void *buf, size_t len)
{
	const char *p = buf;
	ssize_t n;

	while (len > 0) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

void
io_say(int fd, const char *text)
{
	(void)io_write(fd, text, strlen(text));
}
