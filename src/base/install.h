/* SPDX-License-Identifier: MIT */
/*
 * Replacing a small file so that a power cut at any instant leaves either the
 * old one or the new one, complete.
 *
 * All names are in the current folder; the caller entered it with
 * install_enter() and holds a lock.  The new file is written beside the target
 * as ".NAME.new", created with mode 0600, flushed, read back and checked by the
 * caller.  Only then does it get its name: by link(2) if there is no such file
 * yet, so that one that has just appeared is not lost, else by rename(2).  The
 * old file stays as NAME.prev.
 */
#ifndef BASE_INSTALL_H
#define BASE_INSTALL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

enum {
	INSTALL_NAME_MAX = 32	/* of a target's name, with the NUL */
};

struct install {
	const char *name;
	mode_t mode;
	const void *bytes;
	size_t len;
	/* The file is read back into BACK of CAP bytes, wiped afterwards. */
	char *back;
	size_t cap;
	/* -1 and E: the content read back is bad. */
	int (*judge)(void *arg, const char *text, size_t len, struct err *e);
	void *arg;
	const char *keep;	/* the old file's ending; NULL: not kept */
};

/*
 * Enters folder PATH; with MAKE, creates it if only its last component is
 * missing, and flushes the folder above to disk.  -1: it is not a folder; or
 * it, or a folder above it, belongs to anybody but root or this user, or others
 * may write to it.  Folders above it may be writable if they have the sticky
 * bit.
 */
int install_enter(const char *path, bool make, struct err *e);

/*
 * 0: NAME has the new content.  -1: NAME is unchanged, or new but not yet
 * flushed.  Costs two flushes to disk.
 */
int install_file(const struct install *job, struct err *e);

/* Flushes the current folder to disk, or the folder PATH. */
int install_flush(struct err *e);
int install_flush_folder(const char *path, struct err *e);

/*
 * Exchanges NAME and NAME with ENDING appended: 0, or -1 and E.  If interrupted
 * at any instant, NAME is one of the two, and install_clean() recovers the
 * other.  If there is no file NAME, the other one just gets its name.
 */
int install_revert(const char *name, const char *ending, struct err *e);

/*
 * Gives the file FROM, complete and on disk, the name NAME; what had it gets
 * KEEP appended, as in install_file().  FROM is gone.
 */
int install_move(const char *from, const char *name, const char *keep,
    struct err *e);

/*
 * Makes ALIAS, existing or not, a second name of the file NAME, which costs no
 * room.  1: done; 0: this file system has no hard links; -1: E.
 */
int install_alias(const char *name, const char *alias, struct err *e);

/* Renames the existing NAME to NAME with ENDING appended: 0, or -1 and E. */
int install_aside(const char *name, const char *ending, struct err *e);

/*
 * install_dirty() tells whether an interrupted run left files of target NAME.
 * install_clean() removes them, or renames one to NAME.prev if it is a former
 * NAME.
 */
int install_dirty(const char *name);
void install_clean(const char *name);

#endif
