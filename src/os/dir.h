/* SPDX-License-Identifier: MIT */
/* Listing a folder in order, without opendir(3), which allocates. */
#ifndef OS_DIR_H
#define OS_DIR_H

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

#endif
