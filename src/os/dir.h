/* SPDX-License-Identifier: MIT */
/*
 * Folders: listing one in order, without opendir(3), which allocates; and
 * opening a private one for state that lasts until the next boot.
 */
#ifndef OS_DIR_H
#define OS_DIR_H

#include <stdbool.h>

#include "base/err.h"

enum {
	DIR_NAME_MAX = 256	/* bytes of a name, with the NUL */
};

/*
 * Finds the first name in folder FD that sorts after AFTER by strcmp(3) ("":
 * from the start; may be the same buffer as NAME), skipping hidden files.  1:
 * found, in NAME; 0: there is none; -1: errno.  Reads the whole folder each
 * time: meant for folders of a few files.
 */
int dir_next(int fd, const char *after, char name[DIR_NAME_MAX]);

/* Whether folder FD, just opened, can be read and is empty. */
bool dir_is_empty(int fd);

/*
 * Opens folder PATH, which is created (0700) if only its last component is
 * missing.  -1: it cannot be opened, belongs to another user, or others may
 * write to it.
 */
int dir_own(const char *path, struct err *e);

#endif
