/* SPDX-License-Identifier: MIT */
/*
 * Folders: listing one in order, without opendir(3), which allocates, and one
 * of our own for what lives until the next boot.
 */
#ifndef OS_DIR_H
#define OS_DIR_H

#include <stdbool.h>

#include "base/err.h"

enum {
	DIR_NAME_MAX = 256	/* bytes of a name, and its NUL */
};

/*
 * The first name in folder FD, by strcmp(3), behind AFTER (may be the same
 * buffer as NAME; "": from the start), hidden ones left out.  1: NAME is it;
 * 0: there is none; -1: errno.  Reads the whole folder each time: for folders
 * of a few files.
 */
int dir_next(int fd, const char *after, char name[DIR_NAME_MAX]);

/* Folder FD, just opened, has nothing in it, and could be read. */
bool dir_is_empty(int fd);

/*
 * Opens folder PATH, made when only its last part is missing (0700).  -1: it
 * cannot be had, belongs to somebody else, or others could write to it.
 */
int dir_own(const char *path, struct err *e);

#endif
