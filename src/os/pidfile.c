/* SPDX-License-Identifier: MIT */
/* Pid files: see pidfile.h. */
#define _GNU_SOURCE
#include "os/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/num.h"
#include "base/sbuf.h"

enum { TEXT_MAX = 16 };

/* The process id in PATH; 0: no such file; -1: not a pid file. */
static long
held(const char *path)
{
	char text[TEXT_MAX];
	unsigned long pid;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
	    O_NOCTTY);

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	n = read(fd, text, sizeof text - 1);
	(void)close(fd);
	if (n <= 0)
		return n < 0 ? -1 : 1;	/* empty: its writer was interrupted */
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return num_parse(text, 1, INT_MAX, &pid) < 0 ? -1 : (long)pid;
}

int
pidfile_write(const char *path, struct err *e)
{
	char text[TEXT_MAX];
	struct sbuf s;
	int fd, rc;

	if (held(path) < 0)
		return err_why(e, "pid file", path,
		    "exists and is not a pid file");
	sbuf_init(&s, text, sizeof text);
	sbuf_dec(&s, (uint64_t)getpid());
	sbuf_char(&s, '\n');
	(void)unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_set(e, "create the pid file", path, errno);
	rc = io_write(fd, text, s.len);
	if (rc < 0)
		err_set(e, "write the pid file", path, errno);
	(void)close(fd);
	return rc;
}

void
pidfile_remove(const char *path)
{
	if (held(path) == (long)getpid())
		(void)unlink(path);
}
