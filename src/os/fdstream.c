/* SPDX-License-Identifier: MIT */
/* A socket as a stream: see fdstream.h. */
#define _GNU_SOURCE
#include "os/fdstream.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "base/clock.h"

static long
net_read(void *self, void *buf, size_t cap)
{
	struct fdstream *fs = self;
	ssize_t n;

	do
		n = recv(fs->fd, buf, cap, MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return n;
	if (errno == EAGAIN || errno == EWOULDBLOCK) {
		fs->stream.want = STREAM_WANT_READ;
		return STREAM_AGAIN;
	}
	return STREAM_GONE;
}

static long
local_read(void *self, void *buf, size_t cap)
{
	long n = net_read(self, buf, cap);

	return n == STREAM_GONE ? STREAM_EOF : n;
}

static long
sock_write(void *self, const void *buf, size_t len)
{
	struct fdstream *fs = self;
	ssize_t n;

	do
		n = send(fs->fd, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return n;
	if (errno == EAGAIN || errno == EWOULDBLOCK) {
		fs->stream.want = STREAM_WANT_WRITE;
		return STREAM_AGAIN;
	}
	return STREAM_GONE;
}

static long
sock_shut(void *self)
{
	struct fdstream *fs = self;

	return shutdown(fs->fd, SHUT_WR) < 0 ? STREAM_GONE : 0;
}

void
fdstream_init(struct fdstream *fs, int fd, int local)
{
	fs->stream.self = fs;
	fs->stream.read = local ? local_read : net_read;
	fs->stream.write = sock_write;
	fs->stream.shut = sock_shut;
	fs->stream.want = STREAM_WANT_NONE;
	fs->fd = fd;
}

bool
fdstream_wait(const struct fdstream *fs, enum stream_want want,
    int64_t until_ms)
{
	struct pollfd p = { .fd = fs->fd };
	int64_t left = until_ms - clock_ms();

	p.events = want == STREAM_WANT_WRITE ? POLLOUT : POLLIN;
	if (left <= 0)
		return false;
	return poll(&p, 1, (int)left) != 0 || errno == EINTR;
}
