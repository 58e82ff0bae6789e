/* SPDX-License-Identifier: MIT */
/* Locks: see lock.h and flock(2). */
#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int
try(int fd, unsigned wait_s)
{
	static const struct timespec tenth = { 0, 100000000L };
	unsigned tenths = 0;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -1;
		if (tenths++ >= wait_s * 10)
			return LOCK_BUSY;
		(void)nanosleep(&tenth, NULL);
	}
	return 0;
}

int
lock_take(const char *name, unsigned wait_s, struct err *e)
{
	struct stat st;
	int rc = -1;
	int fd;

	fd = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK |
	    O_NOCTTY | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, "open", name, errno);
	if (fstat(fd, &st) < 0) {
		err_set(e, "stat", name, errno);
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		err_why(e, "lock", name, "not a regular file");
		goto out;
	}
	rc = try(fd, wait_s);
	if (rc == -1)
		err_set(e, "lock", name, errno);
out:
	if (rc == 0)
		return fd;
	(void)close(fd);
	return rc;
}
