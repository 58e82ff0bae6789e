/* SPDX-License-Identifier: MIT */
/* The file of ticket keys: see ticket_file.h. */
#include "key/ticket_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/wipe.h"
#include "os/dir.h"

#define NAME "tickets"
#define FRESH ".tickets.new"

enum { SLOW_MS = 60 * 1000 };

/* The whole file, in native byte order: it never leaves the machine. */
struct keys_file {
	char what[8];		/* kind and version */
	struct ticket_key key[TICKET_FILE_KEYS];
};

static const char what[8] = "ticket1";

enum reading { READ_BAD = -1, READ_NONE, READ_GOOD };

/*
 * A file that belongs to another user, or that others can read, is never used;
 * a truncated one or one of another version counts as missing.
 */
static enum reading
read_keys(int dir, struct keys_file *f, struct err *e)
{
	enum reading rc = READ_BAD;
	struct stat st;
	ssize_t n;
	int fd;

	fd = openat(dir, NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
	    O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return READ_NONE;
	if (fd < 0 || fstat(fd, &st) < 0) {
		err_set(e, "open session ticket keys", NAME, errno);
		goto out;
	}
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		err_why(e, "session ticket keys", NAME, "not private to "
		    "this user, so no session is resumed; remove it");
		goto out;
	}
	n = read(fd, f, sizeof *f);
	rc = n == (ssize_t)sizeof *f && st.st_size == n &&
	    memcmp(f->what, what, sizeof what) == 0 ? READ_GOOD : READ_NONE;
out:
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

/*
 * If the clock is far before the key's creation, the key is from another boot;
 * if it is just before, another process created the key after this one had read
 * the clock.
 */
static bool
is_of_other_boot(const struct keys_file *f, int64_t now_ms)
{
	return now_ms < f->key[0].made_ms - SLOW_MS;
}

static bool
is_due(const struct keys_file *f, int64_t now_ms)
{
	return is_of_other_boot(f, now_ms) ||
	    now_ms - f->key[0].made_ms >= TICKET_FILE_MS;
}

/*
 * The key may not open tickets either; there may have been no connection to
 * rotate it.
 */
static bool
is_over(const struct keys_file *f, int64_t now_ms)
{
	return is_of_other_boot(f, now_ms) ||
	    now_ms - f->key[0].made_ms >= 2 * TICKET_FILE_MS;
}

static int
write_fresh(int dir, const struct keys_file *f, struct err *e)
{
	int fd, rc;

	(void)unlinkat(dir, FRESH, 0);
	fd = openat(dir, FRESH, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, "create session ticket keys", NAME, errno);
	rc = io_write(fd, f, sizeof *f);
	if (rc < 0)
		err_set(e, "write session ticket keys", NAME, errno);
	(void)close(fd);
	return rc;
}

/*
 * Gives the new file its name: by link(2) if there was none, so that the first
 * process wins.
 */
static int
name_fresh(int dir, bool first, struct err *e)
{
	int rc = first ? linkat(dir, FRESH, dir, NAME, 0) :
	    renameat(dir, FRESH, dir, NAME);

	if (rc < 0)
		err_set(e, "rename session ticket keys", NAME, errno);
	if (rc < 0 || first)
		(void)unlinkat(dir, FRESH, 0);
	return rc;
}

/*
 * Makes a new key; the one in F becomes the previous key if there is one (WAS)
 * and it may still open tickets.
 */
static int
turn(int dir, enum reading was, int64_t now_ms, struct keys_file *f,
    struct err *e)
{
	memcpy(f->what, what, sizeof what);
	if (was == READ_GOOD && !is_over(f, now_ms))
		f->key[1] = f->key[0];
	else
		memset(&f->key[1], 0, sizeof f->key[1]);
	if (ticket_key_make(&f->key[0], now_ms) < 0)
		return err_set(e, "create session ticket keys", NAME, errno);
	if (write_fresh(dir, f, e) < 0)
		return -1;
	return name_fresh(dir, faccessat(dir, NAME, F_OK, 0) < 0, e);
}

/*
 * Takes a lock, so that only one process creates the keys; the others use the
 * existing ones.
 */
static int
read_or_make(int dir, int64_t now_ms, struct keys_file *f, struct err *e)
{
	enum reading was = read_keys(dir, f, e);

	if (was == READ_BAD)
		return -1;
	if (was == READ_GOOD && !is_due(f, now_ms))
		return 0;
	/* Anybody who can read the folder could hold the lock for ever. */
	if (flock(dir, LOCK_EX | LOCK_NB) < 0)
		return was == READ_GOOD && !is_over(f, now_ms) ? 0 : -1;
	/* Another process may have done it in the meantime. */
	was = read_keys(dir, f, e);
	if (was == READ_BAD)
		return -1;
	if (was == READ_GOOD && !is_due(f, now_ms))
		return 0;
	return turn(dir, was, now_ms, f, e);
}

int
ticket_file_read(const char *folder, int64_t now_ms,
    struct ticket_key keys[TICKET_FILE_KEYS], struct err *e)
{
	struct keys_file f;
	struct err why;
	int dir, rc;

	err_clear(&why);
	dir = dir_own(folder, &why);
	if (dir < 0)
		return -1;
	rc = read_or_make(dir, now_ms, &f, e);
	if (rc == 0)
		memcpy(keys, f.key, sizeof f.key);
	wipe(&f, sizeof f);
	(void)close(dir);
	return rc;
}
