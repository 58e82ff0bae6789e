/* SPDX-License-Identifier: MIT */
/* Reading small files whole: see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

int
file_rest(int fd, const char *name, char *buf, size_t cap, size_t *len,
    struct err *e)
{
	size_t n = 0;
	ssize_t r;

	for (;;) {
		r = read(fd, buf + n, cap - n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return err_set(e, "read", name, errno);
		if (r == 0)
			break;
		n += (size_t)r;
		if (n == cap) {
			errno = EFBIG;
			return err_set(e, "read", name, errno);
		}
	}
	buf[n] = '\0';
	*len = n;
	return 0;
}

int
file_read(const char *path, int follow, char *buf, size_t cap, size_t *len,
    struct stat *st, struct err *e)
{
	struct stat own;
	int rc = -1;
	int fd;

	/* O_NONBLOCK: opening a FIFO without a writer would hang. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK |
	    (follow ? 0 : O_NOFOLLOW));
	if (fd < 0)
		return err_set(e, "open", path, errno);
	if (st == NULL)
		st = &own;
	if (fstat(fd, st) < 0) {
		err_set(e, "stat", path, errno);
		goto out;
	}
	if (!S_ISREG(st->st_mode)) {
		err_why(e, "open", path, "not a regular file");
		goto out;
	}
	if (file_rest(fd, path, buf, cap, len, e) < 0)
		goto out;
	rc = 0;
out:
	(void)close(fd);
	return rc;
}
