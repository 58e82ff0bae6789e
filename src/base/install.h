/* SPDX-License-Identifier: MIT */
/*
 * Putting a small file in place so that a power cut at any instant leaves the
 * old one or the new one, whole.
 *
 * All names are of the current folder; the caller entered it with
 * install_enter() and holds a lock.  The new file is written beside the
 * target as ".NAME.new", 0600 from its birth, flushed, read back and judged
 * by the caller, and only then gets its name: by link(2) when there is none
 * yet, so that nothing that appeared in between is lost, else by rename(2).
 * What was there stays as NAME.prev.
 */
#ifndef BASE_INSTALL_H
#define BASE_INSTALL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

enum {
	INSTALL_NAME_MAX = 32	/* of a target's name, and its NUL */
};

struct install {
	const char *name;
	mode_t mode;
	const void *bytes;
	size_t len;
	/* Read back into BACK of CAP bytes, wiped afterwards. */
	char *back;
	size_t cap;
	/* -1 and E: what was read back is not good. */
	int (*judge)(void *arg, const char *text, size_t len, struct err *e);
	void *arg;
	const char *keep;	/* the old file's ending; NULL: not kept */
};

/*
 * Enters folder PATH; MAKE: makes it when only its last part is missing.  -1:
 * it is not a folder, or it or a folder above it belongs to another than root
 * or us or may be written to by others.  Above it, folders with the sticky bit
 * may.
 */
int install_enter(const char *path, bool make, struct err *e);

/*
 * 0: NAME has the new content.  -1: NAME is as it was, or new and not yet
 * flushed.  Takes two flushes to the disk.
 */
int install_file(const struct install *job, struct err *e);

/* Flushes the names of the current folder to the disk. */
int install_flush(struct err *e);

/*
 * Exchanges NAME and NAME with ENDING behind it: 0, or -1 and E.  Cut off at
 * any instant, NAME is one of the two; the other one is found again by
 * install_clean().  Without a file NAME the other one just gets its name.
 */
int install_revert(const char *name, const char *ending, struct err *e);

/* Makes NAME, which is there, NAME with ENDING behind it: 0, or -1 and E. */
int install_aside(const char *name, const char *ending, struct err *e);

/*
 * What a run that was cut off left of target NAME is there; is removed, or
 * becomes NAME.prev when it is the only name of something that once was NAME.
 */
int install_dirty(const char *name);
void install_clean(const char *name);

#endif
