/* SPDX-License-Identifier: MIT */
/* A change on trial: see trial.h. */
#include "store/trial.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/install.h"
#include "base/log.h"
#include "base/num.h"
#include "base/sbuf.h"
#include "os/fd.h"
#include "store/own.h"
#include "store/store.h"

#define FOLDER ".trial"
#define MARK FOLDER "/until"
#define MARK_NEW FOLDER "/until.new"
#define NOTE ".undone"

enum {
	MARK_MAX = 100,
	PATH_CAP = sizeof FOLDER + INSTALL_NAME_MAX,
	SECONDS_MAX = 0x7fffffff	/* of uptime: 68 years */
};

/* In the order of make_planned(); DROP: goes if it was not there. */
static const struct {
	const char *name;
	bool drop;
} files[] = {
	{ STORE_CONF_NAME, true },
	{ STORE_CA_KEY, false },
	{ STORE_CA, false },
	{ STORE_CA_KEY STORE_PREV, true },
	{ STORE_CA STORE_PREV, true },
	{ STORE_OWN, false },
	{ STORE_OWN_SECOND, false },
	{ STORE_SECOND, true },
	{ STORE_SECOND STORE_PREV, true },
	{ STORE_SERVER, false },
	{ STORE_SERVER STORE_PREV, true }
};

enum { FILES = sizeof files / sizeof files[0] };

static void
name_kept(char path[PATH_CAP], unsigned i)
{
	struct sbuf s;

	sbuf_init(&s, path, PATH_CAP);
	sbuf_str(&s, FOLDER "/");
	sbuf_str(&s, files[i].name);
}

/* This boot's id, or "-" without /proc: then the uptime has to do. */
static void
boot_id(char id[MARK_MAX])
{
	struct err ignored;
	size_t len = 0;

	err_clear(&ignored);
	if (file_read("/proc/sys/kernel/random/boot_id", 0, id, MARK_MAX, &len,
	    NULL, &ignored) < 0)
		len = 0;
	while (len > 0 && (id[len - 1] == '\n' || id[len - 1] == ' '))
		len--;
	memcpy(id + len, len == 0 ? "-" : "", len == 0 ? 2 : 1);
}

static unsigned long
uptime_s(void)
{
	return (unsigned long)(clock_ms() / 1000);
}

/* As trial_left(); START only if there are any. */
static long
read_mark(unsigned long *start)
{
	char mark[MARK_MAX], id[MARK_MAX];
	ssize_t n = readlink(MARK, mark, sizeof mark - 1);
	unsigned long end, now = uptime_s();
	char *from, *to;

	if (n < 0)
		return errno == ENOENT || errno == ENOTDIR ? -1 : 0;
	mark[n] = '\0';
	from = strchr(mark, ' ');
	to = from == NULL ? NULL : strchr(from + 1, ' ');
	if (to == NULL)
		return 0;
	*from++ = '\0';
	*to++ = '\0';
	boot_id(id);
	if (strcmp(mark, id) != 0 ||
	    num_parse(from, 0, SECONDS_MAX, start) < 0 ||
	    num_parse(to, 0, SECONDS_MAX, &end) < 0 || now < *start ||
	    now >= end || end - *start > TRIAL_MAX_MIN * 60)
		return 0;
	return (long)(end - now);
}

long
trial_left(void)
{
	unsigned long start;

	return read_mark(&start);
}

int64_t
trial_ran_ms(void)
{
	unsigned long start;

	return read_mark(&start) <= 0 ? -1 :
	    clock_ms() - (int64_t)start * 1000;
}

/* Second names of all that is there. */
static int
keep_all(struct err *e)
{
	char path[PATH_CAP];
	unsigned i;

	if (mkdir(FOLDER, 0700) < 0)
		return err_set(e, "make folder", FOLDER, errno);
	for (i = 0; i < FILES; i++) {
		name_kept(path, i);
		if (link(files[i].name, path) < 0 && errno != ENOENT)
			return err_set(e, "link", path, errno);
	}
	return install_flush_folder(FOLDER, e) < 0 ? -1 : install_flush(e);
}

static int
put_mark(unsigned long minutes, struct err *e)
{
	char mark[MARK_MAX + 32], id[MARK_MAX];
	unsigned long now = uptime_s();
	struct sbuf s;

	boot_id(id);
	sbuf_init(&s, mark, sizeof mark);
	sbuf_str(&s, id);
	sbuf_char(&s, ' ');
	sbuf_dec(&s, now);
	sbuf_char(&s, ' ');
	sbuf_dec(&s, now + minutes * 60);
	(void)unlink(MARK_NEW);
	if (symlink(mark, MARK_NEW) < 0 || rename(MARK_NEW, MARK) < 0)
		return err_set(e, "make", MARK, errno);
	return install_flush_folder(FOLDER, e);
}

int
trial_start(unsigned long minutes, struct err *e)
{
	if (access(STORE_SERVER, F_OK) < 0)
		return err_why(e, "trial", NULL, "there is no certificate to "
		    "return to; type: thimble-cert ensure");
	(void)unlink(NOTE);
	if (trial_left() < 0) {
		trial_clean();
		if (keep_all(e) < 0) {
			trial_clean();
			return -1;
		}
	}
	if (put_mark(minutes, e) == 0)
		return 0;
	if (trial_left() < 0)
		trial_clean();
	return -1;
}

void
trial_note(void)
{
	/* Of which only the date matters; without room there is no note. */
	if (unlink(NOTE) == 0 || errno == ENOENT)
		(void)(symlink("-", NOTE) < 0);
}

int64_t
trial_noted(void)
{
	struct stat st;

	return lstat(NOTE, &st) < 0 ? -1 : (int64_t)st.st_mtime;
}

int
trial_undo(struct err *e)
{
	char path[PATH_CAP];
	struct stat kept, now;
	unsigned i;

	/* Without them nothing was kept, and nothing may go. */
	if (lstat(MARK, &kept) < 0)
		return err_set(e, "stat", MARK, errno);
	if (lstat(FOLDER "/" STORE_SERVER, &kept) < 0)
		return errno == ENOENT ? trial_keep(e) :
		    err_set(e, "stat", FOLDER "/" STORE_SERVER, errno);
	for (i = 0; i < FILES; i++) {
		name_kept(path, i);
		if (lstat(path, &kept) == 0) {
			if (lstat(files[i].name, &now) == 0 &&
			    kept.st_ino == now.st_ino)
				continue;
			if (install_alias(path, files[i].name, e) < 0)
				return -1;
		} else if (errno != ENOENT) {
			return err_set(e, "stat", path, errno);
		} else if (files[i].drop && unlink(files[i].name) < 0 &&
		    errno != ENOENT) {
			return err_set(e, "remove", files[i].name, errno);
		}
	}
	own_drop(false);
	own_drop(true);
	return install_flush(e) < 0 ? -1 : trial_keep(e);
}

int
trial_keep(struct err *e)
{
	/* A folder, too, whoever has made it. */
	if (remove(MARK) < 0 && errno != ENOENT)
		return err_set(e, "remove", MARK, errno);
	if (install_flush_folder(FOLDER, e) < 0)
		return -1;
	trial_clean();
	return 0;
}

void
trial_clean(void)
{
	char path[PATH_CAP];
	struct stat st;
	unsigned i;

	/* Something else in the place of the folder would end all trials. */
	if (lstat(FOLDER, &st) == 0 && !S_ISDIR(st.st_mode))
		(void)unlink(FOLDER);
	if (lstat(MARK, &st) == 0 || errno != ENOENT)
		return;
	(void)unlink(MARK_NEW);
	for (i = 0; i < FILES; i++) {
		name_kept(path, i);
		(void)unlink(path);
	}
	(void)rmdir(FOLDER);
}

int
trial_dirty(void)
{
	struct stat st;

	return lstat(FOLDER, &st) == 0 && (!S_ISDIR(st.st_mode) ||
	    (lstat(MARK, &st) < 0 && errno == ENOENT));
}

int
trial_fork(void)
{
	int fd, pid = fork();

	if (pid != 0)
		return pid;
	(void)setsid();
	for (fd = 0; fd < 3; fd++)
		(void)fd_to_null(fd);
	/* The lock too, but not the log. */
	for (; fd < log_fd(); fd++)
		(void)close(fd);
	fd_close_from(log_fd() < 0 ? 3 : log_fd() + 1);
	while (trial_left() > 0)
		(void)poll(NULL, 0, 1000);
	return 0;
}
