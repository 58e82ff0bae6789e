/* SPDX-License-Identifier: MIT */
/* Unix sockets: see unix.h. */
#define _GNU_SOURCE
#include "os/unix.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "os/fd.h"

int
unix_peer(int fd, unsigned long *uid)
{
	struct sockaddr_un own;
	socklen_t len = sizeof own;
	struct ucred c;

	/* Of another family the ids are those of nobody. */
	if (getsockname(fd, (struct sockaddr *)&own, &len) < 0 ||
	    own.sun_family != AF_UNIX)
		return -1;
	len = sizeof c;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &len) < 0 ||
	    len != sizeof c || c.uid == (uid_t)-1)
		return -1;
	*uid = c.uid;
	return 0;
}

int
unix_connect(const char *path, struct err *e)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof to.sun_path)
		return err_why(e, "connect to", path, "the path is too long");
	memcpy(to.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0)
		return err_set(e, "make", "a socket", errno);
	if (fd_cloexec(fd) == 0 &&
	    connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
		return fd;
	err_set(e, "connect to", path, errno);
	(void)close(fd);
	return -1;
}
