/* SPDX-License-Identifier: MIT */
/* The control socket: see chan.h. */
#define _GNU_SOURCE
#include "os/chan.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/clock.h"
#include "os/slots.h"

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

/* Waits until FD is readable; 0, or -1: errno. */
static int
await(int fd, int64_t until_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left;
	int ready;

	for (;;) {
		left = until_ms - clock_ms();
		if (left < 0)
			left = 0;
		ready = slots_poll(&p, 1, left);
		if (ready > 0)
			return 0;
		if (ready < 0 && errno == EINTR && !slots_ended())
			continue;
		if (ready == 0)
			errno = ETIMEDOUT;
		return -1;
	}
}

long
chan_recv(int fd, void *msg, size_t cap, int64_t until_ms)
{
	ssize_t n;

	for (;;) {
		if (await(fd, until_ms) < 0)
			return -1;
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

/* Room for the control message of one descriptor, aligned. */
union room {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int))];
};

int
chan_send_fd(int fd, uint8_t msg, int passed)
{
	struct iovec part = { &msg, 1 };
	union room room;
	struct msghdr m;
	struct cmsghdr *c;
	ssize_t n;

	memset(&m, 0, sizeof m);
	memset(&room, 0, sizeof room);
	m.msg_iov = &part;
	m.msg_iovlen = 1;
	m.msg_control = room.bytes;
	m.msg_controllen = sizeof room.bytes;
	c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof passed);
	memcpy(CMSG_DATA(c), &passed, sizeof passed);
	do
		n = sendmsg(fd, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == 1 ? 0 : -1;
}

long
chan_recv_fd(int fd, uint8_t *msg, int *passed, int64_t until_ms)
{
	struct iovec part = { msg, 1 };
	union room room;
	struct msghdr m;
	struct cmsghdr *c;
	ssize_t n;

	*passed = -1;
	do {
		if (await(fd, until_ms) < 0)
			return -1;
		memset(&m, 0, sizeof m);
		memset(&room, 0, sizeof room);
		m.msg_iov = &part;
		m.msg_iovlen = 1;
		m.msg_control = room.bytes;
		m.msg_controllen = sizeof room.bytes;
		n = recvmsg(fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	c = n < 0 ? NULL : CMSG_FIRSTHDR(&m);
	if (c != NULL && c->cmsg_level == SOL_SOCKET &&
	    c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof *passed))
		memcpy(passed, CMSG_DATA(c), sizeof *passed);
	return n;
}
