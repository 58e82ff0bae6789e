/* SPDX-License-Identifier: MIT */
/* Descriptors: see fd.h. */
#define _GNU_SOURCE
#include "os/fd.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

bool
fd_is_socket(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

bool
fd_is_inet(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;

	return getsockname(fd, (struct sockaddr *)&at, &len) == 0 &&
	    (at.ss_family == AF_INET || at.ss_family == AF_INET6);
}

bool
fd_is_listener(int fd)
{
	int on = 0;
	socklen_t len = sizeof on;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &len) == 0 &&
	    on != 0;
}

int
fd_nonblock(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -1;
	return fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -1 : 0;
}

int
fd_cloexec(int fd)
{
	return fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ? -1 : 0;
}

int
fd_to_null(int fd)
{
	int null = open("/dev/null", O_RDWR);
	int rc;

	if (null < 0)
		return -1;
	if (null == fd)
		return 0;
	rc = dup2(null, fd) < 0 ? -1 : 0;
	(void)close(null);
	return rc;
}

int
fd_fill_stdio(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && fd_to_null(fd) < 0)
			return -1;
	return 0;
}

/* One past the highest descriptor that may be open. */
static int
fd_end(void)
{
	struct rlimit lim;

	return getrlimit(RLIMIT_NOFILE, &lim) == 0 && lim.rlim_cur < 65536 ?
	    (int)lim.rlim_cur : 1024;
}

void
fd_cloexec_from(int first)
{
	int fd, end;

#if defined(SYS_close_range) && defined(CLOSE_RANGE_CLOEXEC)
	if (syscall(SYS_close_range, (unsigned)first, ~0U,
	    CLOSE_RANGE_CLOEXEC) == 0)
		return;
#endif
	end = fd_end();
	for (fd = first; fd < end; fd++)
		(void)fd_cloexec(fd);
}

void
fd_close_from(int first)
{
	int fd, end;

#if defined(SYS_close_range)
	if (syscall(SYS_close_range, (unsigned)first, ~0U, 0) == 0)
		return;
#endif
	end = fd_end();
	for (fd = first; fd < end; fd++)
		(void)close(fd);
}
