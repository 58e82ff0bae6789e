/* SPDX-License-Identifier: MIT */
/* Putting a file in place: see install.h. */
#include "base/install.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"
#include "base/sbuf.h"
#include "base/wipe.h"

enum {
	PATH_CAP = INSTALL_NAME_MAX + 16,
	ABOVE_MAX = 100,	/* folders above ours: dir has 200 bytes */
	STICKY = 01000		/* S_ISVTX, which POSIX has in its XSI part */
};

struct temps {
	char fresh[PATH_CAP];	/* the new file before it is renamed */
	char spare[PATH_CAP];	/* second link to the old one */
};

static void
join(char *out, const char *a, const char *b, const char *c)
{
	struct sbuf s;

	sbuf_init(&s, out, PATH_CAP);
	sbuf_str(&s, a);
	sbuf_str(&s, b);
	sbuf_str(&s, c);
}

static void
name_both(struct temps *n, const char *name)
{
	join(n->fresh, ".", name, ".new");
	join(n->spare, ".", name, ".old");
}

static int
write_new(const struct install *job, const char *fresh, struct err *e)
{
	int rc = -1;
	int fd;

	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, "make", fresh, errno);
	if (fchmod(fd, job->mode) < 0 ||
	    io_write(fd, job->bytes, job->len) < 0 || fsync(fd) < 0) {
		err_set(e, "write", fresh, errno);
		goto out;
	}
	rc = 0;
out:
	if (close(fd) < 0 && rc == 0)
		rc = err_set(e, "write", fresh, errno);
	return rc;
}

static int
read_back(const struct install *job, const char *fresh, struct err *e)
{
	size_t len = 0;
	int rc;

	rc = file_read(fresh, 0, job->back, job->cap, &len, NULL, e);
	if (rc == 0 && (len != job->len ||
	    memcmp(job->back, job->bytes, len) != 0))
		rc = err_why(e, "read", fresh, "differs from what was written");
	if (rc == 0)
		rc = job->judge(job->arg, job->back, len, e);
	wipe(job->back, len);
	return rc;
}

int
install_flush_folder(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return err_set(e, "open", "the folder", errno);
	rc = fsync(fd);
	/* Some file systems cannot do this and need not. */
	if (rc < 0 && errno == EINVAL)
		rc = 0;
	if (rc < 0)
		err_set(e, "flush", "the folder", errno);
	(void)close(fd);
	return rc;
}

int
install_flush(struct err *e)
{
	return install_flush_folder(".", e);
}

/* The file system has no hard links (FAT). */
static bool
no_links(void)
{
	return errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS;
}

/*
 * The old content gets its second name by rename(2) too, so that the previous
 * one exists until then.
 */
static int
keep_old(const struct install *job, const char *spare, struct err *e)
{
	char kept[PATH_CAP];

	if (job->keep == NULL)
		return 0;
	join(kept, job->name, job->keep, "");
	if (link(job->name, spare) < 0)
		return no_links() ? 0 : err_set(e, "link", kept, errno);
	if (rename(spare, kept) < 0)
		return err_set(e, "rename", kept, errno);
	/* Two names of one file: rename(2) then does nothing. */
	(void)unlink(spare);
	return 0;
}

/* Gives the new file its name. */
static int
swap(const struct install *job, const struct temps *n, struct err *e)
{
	struct stat st;

	if (lstat(job->name, &st) == 0) {
		if (keep_old(job, n->spare, e) < 0)
			return -1;
		if (rename(n->fresh, job->name) < 0)
			return err_set(e, "rename", job->name, errno);
		return 0;
	}
	if (errno != ENOENT)
		return err_set(e, "stat", job->name, errno);
	if (link(n->fresh, job->name) == 0) {
		(void)unlink(n->fresh);
		return 0;
	}
	if (!no_links())
		return err_set(e, "link", job->name, errno);
	if (rename(n->fresh, job->name) < 0)
		return err_set(e, "rename", job->name, errno);
	return 0;
}

int
install_file(const struct install *job, struct err *e)
{
	struct temps n;

	name_both(&n, job->name);
	install_clean(job->name);
	if (write_new(job, n.fresh, e) < 0 || read_back(job, n.fresh, e) < 0 ||
	    swap(job, &n, e) < 0) {
		install_clean(job->name);
		return -1;
	}
	return install_flush(e);
}

int
install_dirty(const char *name)
{
	struct temps n;
	struct stat st;

	name_both(&n, name);
	return lstat(n.fresh, &st) == 0 || lstat(n.spare, &st) == 0;
}

void
install_clean(const char *name)
{
	struct stat st, now;
	char prev[PATH_CAP];
	struct temps n;

	name_both(&n, name);
	join(prev, name, ".prev", "");
	(void)unlink(n.fresh);
	/* Interrupted between the two renames of install_revert(). */
	if (lstat(n.spare, &st) == 0 && S_ISREG(st.st_mode) &&
	    (lstat(name, &now) < 0 || now.st_ino != st.st_ino) &&
	    link(n.spare, prev) < 0 && errno != EEXIST)
		return;
	(void)unlink(n.spare);
}

int
install_revert(const char *name, const char *ending, struct err *e)
{
	char prev[PATH_CAP];
	struct temps n;
	bool has = true;

	name_both(&n, name);
	join(prev, name, ending, "");
	install_clean(name);
	if (link(name, n.spare) < 0) {
		if (errno != ENOENT)
			return err_set(e, "link", name, errno);
		has = false;
	}
	if (rename(prev, name) < 0) {
		err_set(e, "rename", prev, errno);
		install_clean(name);
		return -1;
	}
	if (has && rename(n.spare, prev) < 0)
		return err_set(e, "rename", prev, errno);
	/* Two names of one file: rename(2) then does nothing. */
	(void)unlink(n.spare);
	return install_flush(e);
}

int
install_move(const char *from, const char *name, const char *keep,
    struct err *e)
{
	const struct install job = { .name = name, .keep = keep };
	struct temps n;

	install_clean(name);
	name_both(&n, name);
	join(n.fresh, from, "", "");
	if (swap(&job, &n, e) < 0) {
		install_clean(name);
		return -1;
	}
	/* Two names of one file: rename(2) then does nothing. */
	(void)unlink(from);
	return install_flush(e);
}

int
install_alias(const char *name, const char *alias, struct err *e)
{
	struct temps n;

	install_clean(alias);
	name_both(&n, alias);
	if (link(name, n.fresh) < 0)
		return no_links() ? 0 : err_set(e, "link", alias, errno);
	if (rename(n.fresh, alias) < 0) {
		err_set(e, "rename", alias, errno);
		(void)unlink(n.fresh);
		return -1;
	}
	/* Two names of one file: rename(2) then does nothing. */
	(void)unlink(n.fresh);
	return install_flush(e) < 0 ? -1 : 1;
}

int
install_aside(const char *name, const char *ending, struct err *e)
{
	char aside[PATH_CAP];

	join(aside, name, ending, "");
	if (rename(name, aside) < 0)
		return err_set(e, "rename", name, errno);
	return install_flush(e);
}

/*
 * Whoever may rename a folder above the current one, PATH, may put another in
 * its place.  By "..", so that what is judged is where we are, whatever links
 * PATH went through.
 */
static int
judge_above(const char *path, struct err *e)
{
	char up[ABOVE_MAX * 3 + 1] = ".";
	struct stat st, below;
	size_t len;

	if (stat(up, &st) < 0)
		return err_set(e, "stat", path, errno);
	for (len = 0; len < sizeof up - 1; len += 3) {
		below = st;
		memcpy(up + len, "../", 4);
		if (stat(up, &st) < 0)
			return err_set(e, "stat a folder above", path, errno);
		if (st.st_dev == below.st_dev && st.st_ino == below.st_ino)
			return 0;
		if (st.st_uid != 0 && st.st_uid != geteuid())
			return err_why(e, "folder", path, "a folder above it "
			    "belongs to another user");
		/* Sticky as /tmp is: nobody renames what is another's. */
		if ((st.st_mode & 022) != 0 && (st.st_mode & STICKY) == 0)
			return err_why(e, "folder", path, "a folder above it "
			    "is writable by others");
	}
	return err_why(e, "folder", path, "below too many folders");
}

int
install_enter(const char *path, bool make, struct err *e)
{
	bool made = make && mkdir(path, 0755) == 0;
	struct stat st;
	int rc = -1;
	int fd;

	if (make && !made && errno != EEXIST && errno != EROFS)
		return err_set(e, "make folder", path, errno);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, "open folder", path, errno);
	if (fstat(fd, &st) < 0) {
		err_set(e, "stat", path, errno);
		goto out;
	}
	if (st.st_uid != 0 && st.st_uid != geteuid()) {
		err_why(e, "folder", path, "belongs to another user; "
		    "type: chown root FOLDER");
		goto out;
	}
	if ((st.st_mode & 022) != 0) {
		err_why(e, "folder", path, "writable by others; "
		    "type: chmod go-w FOLDER");
		goto out;
	}
	if (fchdir(fd) < 0) {
		err_set(e, "enter folder", path, errno);
		goto out;
	}
	rc = judge_above(path, e);
	if (rc == 0 && made)
		rc = install_flush_folder("..", e);
out:
	(void)close(fd);
	return rc;
}
