/* SPDX-License-Identifier: MIT */
/* The control socket: see chan.h. */
#define _GNU_SOURCE
#include "os/chan.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/clock.h"

int
chan_pair(int fd[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd);
}

int
chan_stream_pair(int fd[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd);
}

int
chan_pipe(int fd[2])
{
	return pipe2(fd, O_CLOEXEC);
}

int
chan_send(int fd, const void *msg, size_t len)
{
	ssize_t n;

	do
		n = send(fd, msg, len, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)len ? 0 : -1;
}

long
chan_recv(int fd, void *msg, size_t cap, int64_t until_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left;
	ssize_t n;
	int ready;

	for (;;) {
		left = until_ms - clock_ms();
		if (left < 0)
			left = 0;
		ready = poll(&p, 1, left > 86400000 ? 86400000 : (int)left);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0)
			return -1;
		if (ready == 0) {
			errno = ETIMEDOUT;
			return -1;
		}
		/* MSG_TRUNC: the true length of a message that is too long. */
		n = recv(fd, msg, cap, MSG_TRUNC | MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n > (ssize_t)cap) {
			errno = EMSGSIZE;
			return -1;
		}
		return n;
	}
}
