/* SPDX-License-Identifier: MIT */
/* Files put in place whole, or not at all. */
#define _GNU_SOURCE
#include "base/install.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lock.h"
#include "lib/unit.h"

static char back[100];
static struct err e;

static int
judge(void *arg, const char *text, size_t len, struct err *err)
{
	CHECK_MEM(text, len, arg, strlen(arg));
	if (strstr(text, "bad") != NULL)
		return err_why(err, "judged", NULL, "bad");
	return 0;
}

static int
put(const char *text, const char *keep, mode_t mode)
{
	const struct install job = {
		.name = "f", .mode = mode, .bytes = text,
		.len = strlen(text), .back = back, .cap = sizeof back,
		.judge = judge, .arg = (void *)text, .keep = keep
	};

	err_clear(&e);
	return install_file(&job, &e);
}

/* NAME has TEXT and MODE; TEXT NULL: there is no such file. */
static void
has(const char *name, const char *text, mode_t mode)
{
	char room[100];
	struct err err;
	struct stat st;
	size_t len;

	err_clear(&err);
	if (text == NULL) {
		CHECK(lstat(name, &st) < 0 && errno == ENOENT);
		return;
	}
	if (!CHECK(file_read(name, 0, room, sizeof room, &len, &st,
	    &err) == 0))
		return;
	CHECK_STR(room, text);
	CHECK_INT(st.st_mode & 07777, mode);
	CHECK_INT(st.st_nlink, 1);
}

static void
test_put(void)
{
	CHECK(put("one", ".prev", 0600) == 0);
	has("f", "one", 0600);
	has("f.prev", NULL, 0);
	CHECK(put("two", ".prev", 0644) == 0);
	has("f", "two", 0644);
	has("f.prev", "one", 0600);
	CHECK(put("three", ".prev", 0600) == 0);
	has("f", "three", 0600);
	has("f.prev", "two", 0644);
	CHECK(put("four", ".bad", 0600) == 0);
	has("f.bad", "three", 0600);
	has("f.prev", "two", 0644);
	CHECK(put("five", NULL, 0600) == 0);
	has("f", "five", 0600);
	CHECK(!install_dirty("f"));
}

static void
test_refused(void)
{
	CHECK(put("bad", ".prev", 0600) < 0);
	CHECK_STR(e.text, "judged: bad");
	has("f", "five", 0600);
	has("f.prev", "two", 0644);
	CHECK(!install_dirty("f"));
	/* What was read back lies nowhere any more. */
	CHECK(memchr(back, 'b', sizeof back) == NULL);
}

/* What a run that was cut off leaves. */
static void
test_leftovers(void)
{
	int fd = open(".f.new", O_CREAT | O_WRONLY, 0644);

	CHECK(fd >= 0 && close(fd) == 0);
	CHECK(install_dirty("f"));
	CHECK(link("f", ".f.old") == 0);
	CHECK(put("six", ".prev", 0600) == 0);
	has("f", "six", 0600);
	has("f.prev", "five", 0600);
	has(".f.new", NULL, 0);
	has(".f.old", NULL, 0);
	/* Cut off between .prev and the swap: one file, two names. */
	CHECK(unlink("f.prev") == 0 && link("f", "f.prev") == 0);
	CHECK(put("seven", ".prev", 0600) == 0);
	has("f", "seven", 0600);
	has("f.prev", "six", 0600);
	has(".f.old", NULL, 0);
	CHECK(symlink("f", ".f.new") == 0);
	CHECK(put("eight", ".prev", 0600) == 0);
	has("f", "eight", 0600);
	install_clean("f");
	CHECK(!install_dirty("f"));
}

static void
refuses(const char *path, bool make, const char *words)
{
	err_clear(&e);
	CHECK(install_enter(path, make, &e) < 0);
	if (!CHECK(strstr(e.text, words) != NULL))
		printf("\t%s\n", e.text);
}

/* There and back; cut off between its two renames. */
static void
test_revert(void)
{
	CHECK(put("one", NULL, 0600) == 0 && unlink("f") == 0);
	CHECK(put("one", NULL, 0600) == 0);
	CHECK(put("two", ".prev", 0644) == 0);
	CHECK(install_revert("f", ".prev", &e) == 0);
	has("f", "one", 0600);
	has("f.prev", "two", 0644);
	CHECK(!install_dirty("f"));
	CHECK(install_revert("f", ".prev", &e) == 0);
	has("f", "two", 0644);
	has("f.prev", "one", 0600);

	CHECK(link("f", ".f.old") == 0 && rename("f.prev", "f") == 0);
	CHECK(install_dirty("f"));
	install_clean("f");
	has("f", "one", 0600);
	has("f.prev", "two", 0644);
	CHECK(!install_dirty("f"));
	/* A second name of what has another one is no loss. */
	CHECK(link("f", ".f.old") == 0);
	install_clean("f");
	has("f.prev", "two", 0644);
	CHECK(!install_dirty("f"));

	CHECK(unlink("f") == 0);
	CHECK(install_revert("f", ".prev", &e) == 0);
	has("f", "two", 0644);
	has("f.prev", NULL, 0);
	CHECK_STR(e.text, "");
	CHECK(install_revert("f", ".prev", &e) < 0);
	CHECK(strstr(e.text, "f.prev") != NULL);
	has("f", "two", 0644);
	CHECK(!install_dirty("f"));
}

static void
test_enter(void)
{
	struct stat st;

	refuses("none", false, "No such file");
	refuses("a/b", true, "No such file");
	refuses("f", true, "Not a directory");
	CHECK(mkdir("open", 0700) == 0 && chmod("open", 0770) == 0);
	refuses("open", true, "writable by others");
	if (geteuid() == 0) {
		CHECK(mkdir("theirs", 0700) == 0 &&
		    chown("theirs", 12345, 12345) == 0);
		refuses("theirs", true, "another user");
		CHECK(rmdir("theirs") == 0);
	}
	err_clear(&e);
	(void)umask(022);
	CHECK(install_enter("made", true, &e) == 0);
	CHECK(stat(".", &st) == 0 && (st.st_mode & 07777) == 0755);
	CHECK(chdir("..") == 0);
	CHECK(rmdir("made") == 0 && rmdir("open") == 0);
}

static void
test_lock(void)
{
	struct stat st;
	int a, b;

	err_clear(&e);
	a = lock_take(".lock", 0, &e);
	CHECK(a >= 0);
	CHECK(stat(".lock", &st) == 0 && (st.st_mode & 07777) == 0600);
	CHECK_INT(lock_take(".lock", 0, &e), LOCK_BUSY);
	CHECK_STR(e.text, "");
	CHECK(close(a) == 0);
	b = lock_take(".lock", 0, &e);
	CHECK(b >= 0 && close(b) == 0);
	CHECK(unlink(".lock") == 0 && mkfifo(".lock", 0600) == 0);
	CHECK_INT(lock_take(".lock", 0, &e), -1);
	CHECK(strstr(e.text, "not a regular file") != NULL);
	CHECK(unlink(".lock") == 0 && symlink("f", ".lock") == 0);
	CHECK_INT(lock_take(".lock", 0, &e), -1);
}

int
main(void)
{
	const char *tmp = getenv("TMP");

	if (!CHECK(tmp != NULL && chdir(tmp) == 0))
		return unit_done();
	test_put();
	test_refused();
	test_leftovers();
	test_revert();
	test_enter();
	test_lock();
	return unit_done();
}
