/* SPDX-License-Identifier: MIT */
/* Small text files of /etc, line by line, without stdio. */
#ifndef OS_LINES_H
#define OS_LINES_H

#include <stdbool.h>

struct lines {
	int fd;
	char text[512];		/* a line, truncated if longer */
};

/* Opens PATH; -1: errno.  Never hangs on a FIFO. */
int lines_open(struct lines *l, const char *path);

/* Reads the next line into l->text, without its newline; false: the end. */
bool lines_next(struct lines *l);

void lines_close(struct lines *l);

#endif
