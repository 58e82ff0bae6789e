/* SPDX-License-Identifier: MIT */
/* Pid files: what is replaced, what is refused, whose is removed. */
#define _GNU_SOURCE
#include "os/pidfile.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/unit.h"

static char path[600], other[620];

static void
put(const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK_INT(write(fd, text, strlen(text)), (long long)strlen(text));
	(void)close(fd);
}

static const char *
get(void)
{
	static char text[64];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	if (fd < 0)
		return NULL;
	(void)close(fd);
	text[n < 0 ? 0 : n] = '\0';
	return text;
}

int
main(void)
{
	static const char *const old[] = { NULL, "", "1\n", "99999\n", "7" };
	static const char *const theirs[] = {
		"x", "0\n", "12 pounds\n", "-3\n", "\n", "123456789012345678\n"
	};
	const char *tmp = getenv("TMP");
	char want[32];
	struct stat st;
	struct err e;
	size_t i;

	(void)snprintf(path, sizeof path, "%s/pid", tmp == NULL ? "." : tmp);
	(void)snprintf(other, sizeof other, "%s.other", path);
	(void)snprintf(want, sizeof want, "%d\n", (int)getpid());
	(void)umask(022);
	for (i = 0; i < sizeof old / sizeof old[0]; i++) {
		if (old[i] != NULL)
			put(old[i]);
		err_clear(&e);
		CHECK_INT(pidfile_write(path, &e), 0);
		CHECK_STR(e.text, "");
		CHECK_STR(get(), want);
		CHECK_INT(stat(path, &st), 0);
		CHECK_INT(st.st_mode & 0777, 0644);
		pidfile_remove(path);
		CHECK_STR(get(), NULL);
	}
	for (i = 0; i < sizeof theirs / sizeof theirs[0]; i++) {
		put(theirs[i]);
		err_clear(&e);
		CHECK_INT(pidfile_write(path, &e), -1);
		CHECK(strstr(e.text, "is not a pid file") != NULL);
		CHECK_STR(get(), theirs[i]);
	}
	/* Another's number stays, and so does what a link points to. */
	put("1\n");
	pidfile_remove(path);
	CHECK_STR(get(), "1\n");
	CHECK_INT(rename(path, other), 0);
	CHECK_INT(symlink(other, path), 0);
	err_clear(&e);
	CHECK_INT(pidfile_write(path, &e), -1);
	CHECK_STR(get(), "1\n");
	(void)unlink(path);
	(void)unlink(other);
	/* Nothing to write to. */
	(void)snprintf(other, sizeof other, "%s/none/pid", tmp);
	err_clear(&e);
	CHECK_INT(pidfile_write(other, &e), -1);
	CHECK(strstr(e.text, "create the pid file") != NULL);
	return unit_done();
}
