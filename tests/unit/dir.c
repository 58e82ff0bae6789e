/* SPDX-License-Identifier: MIT */
/* A folder in order, whatever lies in it. */
#include "os/dir.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/unit.h"

enum { MANY = 100 };

static void
make(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);

	CHECK(fd >= 0);
	(void)close(fd);
}

/* 100 files of long names need more than one look of the kernel's. */
static void
test_many(int fd)
{
	char name[DIR_NAME_MAX], want[DIR_NAME_MAX];
	int i;

	for (i = MANY - 1; i >= 0; i--) {
		memset(want, 'x', sizeof want - 1);
		want[sizeof want - 1] = '\0';
		want[0] = (char)('0' + i / 10);
		want[1] = (char)('0' + i % 10);
		make(want);
	}
	name[0] = '\0';
	for (i = 0; i < MANY; i++) {
		CHECK_INT(dir_next(fd, name, name), 1);
		CHECK_INT(strlen(name), sizeof name - 1);
		CHECK_INT((name[0] - '0') * 10 + name[1] - '0', i);
	}
	CHECK_INT(dir_next(fd, name, name), 0);
}

/* Our own: made, kept, and refused when others could write to it. */
static void
test_own(void)
{
	struct stat st;
	struct err e;
	int fd;

	err_clear(&e);
	fd = dir_own("own", &e);
	CHECK(fd >= 0 && fstat(fd, &st) == 0 && (st.st_mode & 07777) == 0700);
	(void)close(fd);
	CHECK((fd = dir_own("own", &e)) >= 0);
	(void)close(fd);
	CHECK_STR(e.text, "");
	CHECK_INT(chmod("own", 0720), 0);
	CHECK_INT(dir_own("own", &e), -1);
	CHECK_STR(e.text, "folder own: must belong to this user and not be "
	    "writable by others");
	err_clear(&e);
	CHECK(chmod("own", 0700) == 0 && symlink("own", "link") == 0);
	CHECK_INT(dir_own("link", &e), -1);
	err_clear(&e);
	CHECK_INT(dir_own("none/at/all", &e), -1);
	CHECK_STR(e.text, "open the folder none/at/all: "
	    "No such file or directory");
}

int
main(void)
{
	const char *tmp = getenv("TMP");
	char name[DIR_NAME_MAX] = "";
	int fd;

	CHECK(tmp != NULL && chdir(tmp) == 0 && mkdir("d", 0700) == 0 &&
	    chdir("d") == 0);
	fd = open(".", O_RDONLY | O_DIRECTORY);
	CHECK_INT(dir_next(fd, "", name), 0);
	make("b");
	make(".hidden");
	make("a b\n");
	CHECK(mkdir("C", 0700) == 0);
	CHECK_INT(dir_next(fd, name, name), 1);
	CHECK_STR(name, "C");
	CHECK_INT(dir_next(fd, name, name), 1);
	CHECK_STR(name, "a b\n");
	CHECK_INT(dir_next(fd, name, name), 1);
	CHECK_STR(name, "b");
	CHECK_INT(dir_next(fd, name, name), 0);
	CHECK_INT(dir_next(fd, "B", name), 1);
	CHECK_STR(name, "C");
	CHECK(rmdir("C") == 0 && unlink("b") == 0 && unlink("a b\n") == 0);
	test_many(fd);
	test_own();
	(void)close(fd);
	CHECK(dir_next(fd, "", name) < 0);
	return unit_done();
}
