/* SPDX-License-Identifier: MIT */
/* Reading small files: what is no small regular file is refused, at once. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "lib/unit.h"

enum { CAP = 64 };

static char path[600], other[600];

/* The name of a file in the scratch folder. */
static const char *
in_tmp(char *at, const char *name)
{
	const char *tmp = getenv("TMP");

	(void)snprintf(at, sizeof path, "%s/%s", tmp == NULL ? "." : tmp,
	    name);
	return at;
}

static void
make_file(const char *name, const void *bytes, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0);
	CHECK_INT(write(fd, bytes, len), len);
	(void)close(fd);
}

/* Reading NAME fails with a sentence that ends in WHY. */
static void
refused(const char *name, int follow, const char *why)
{
	char buf[CAP];
	size_t len = 4711, n;
	struct err e;

	err_clear(&e);
	CHECK_INT(file_read(name, follow, buf, sizeof buf, &len, NULL, &e),
	    -1);
	CHECK_INT(len, 4711);
	n = strlen(e.text);
	if (CHECK(n > strlen(why)))
		CHECK_STR(e.text + n - strlen(why), why);
	CHECK(strstr(e.text, name) != NULL);
}

static void
test_regular(void)
{
	static char text[CAP];
	char buf[CAP + 1];
	struct stat st;
	struct err e;
	size_t len;

	memset(text, 't', sizeof text);
	in_tmp(path, "regular");
	err_clear(&e);

	/* The longest that fits leaves room for the NUL behind it. */
	make_file(path, text, CAP - 1);
	memset(buf, '#', sizeof buf);
	CHECK_INT(file_read(path, 0, buf, CAP, &len, &st, &e), 0);
	CHECK_INT(len, CAP - 1);
	CHECK_MEM(buf, CAP - 1, text, CAP - 1);
	CHECK_INT(buf[CAP - 1], '\0');
	CHECK_INT(buf[CAP], '#');
	CHECK_INT(st.st_size, CAP - 1);
	CHECK_INT(st.st_mode & 07777, 0600);
	CHECK_STR(e.text, "");

	make_file(path, text, CAP);
	refused(path, 1, "File too large");

	/* Bytes are bytes. */
	make_file(path, "a\0b", 3);
	CHECK_INT(file_read(path, 0, buf, CAP, &len, NULL, &e), 0);
	CHECK_MEM(buf, len + 1, "a\0b", 4);

	make_file(path, "", 0);
	CHECK_INT(file_read(path, 0, buf, CAP, &len, NULL, &e), 0);
	CHECK_INT(len, 0);
	CHECK_INT(buf[0], '\0');
}

static void
test_links(void)
{
	char buf[CAP];
	struct err e;
	size_t len;

	in_tmp(path, "regular");
	in_tmp(other, "link");
	make_file(path, "x", 1);
	(void)unlink(other);
	CHECK_INT(symlink("regular", other), 0);
	err_clear(&e);
	CHECK_INT(file_read(other, 1, buf, CAP, &len, NULL, &e), 0);
	CHECK_INT(len, 1);
	/* Its name for errno 40 differs between the C libraries. */
	err_clear(&e);
	CHECK_INT(file_read(other, 0, buf, CAP, &len, NULL, &e), -1);
	CHECK(strstr(e.text, "link: ") != NULL);
	(void)unlink(other);
	CHECK_INT(symlink("nowhere", other), 0);
	refused(other, 1, "No such file or directory");
}

int
main(void)
{
	/* A FIFO that hangs would be a minute's silence: end it loudly. */
	(void)alarm(20);
	test_regular();
	test_links();
	refused(in_tmp(path, "missing"), 1, "No such file or directory");
	refused(in_tmp(path, ""), 1, "not a regular file");
	refused("/dev/null", 1, "not a regular file");
	in_tmp(path, "fifo");
	(void)unlink(path);
	CHECK_INT(mkfifo(path, 0600), 0);
	refused(path, 1, "not a regular file");
	return unit_done();
}
