/* SPDX-License-Identifier: MIT */
/* A descriptor as a stream: see fdstream.h. */
#define _GNU_SOURCE
#include "os/fdstream.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "os/slots.h"

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
	int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
	ssize_t n;

	if (fs->stream.more)
		flags |= MSG_MORE;
	do
		n = send(fs->fd, buf, len, flags);
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

static long
tty_read(void *self, void *buf, size_t cap)
{
	struct fdstream *fs = self;
	ssize_t n;

	do
		n = read(fs->fd, buf, cap);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		return n;
	if (n == 0 || errno != EAGAIN || fs->shut)
		return STREAM_EOF;
	fs->stream.want = STREAM_WANT_READ;
	return STREAM_AGAIN;
}

static long
tty_write(void *self, const void *buf, size_t len)
{
	struct fdstream *fs = self;
	ssize_t n;

	do
		n = write(fs->fd, buf, len);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		return n;
	if (n < 0 && errno != EAGAIN)
		return STREAM_GONE;
	fs->stream.want = STREAM_WANT_WRITE;
	return STREAM_AGAIN;
}

static long
tty_shut(void *self)
{
	struct fdstream *fs = self;

	fs->shut = 1;
	return 0;
}

void
fdstream_init(struct fdstream *fs, int fd, enum fdstream_kind kind)
{
	fs->stream.self = fs;
	fs->stream.read = kind == FDSTREAM_LOCAL ? local_read : net_read;
	fs->stream.write = sock_write;
	fs->stream.shut = sock_shut;
	fs->stream.want = STREAM_WANT_NONE;
	fs->stream.more = false;
	fs->fd = fd;
	fs->shut = 0;
	if (kind != FDSTREAM_TTY)
		return;
	fs->stream.read = tty_read;
	fs->stream.write = tty_write;
	fs->stream.shut = tty_shut;
}

bool
fdstream_wait(const struct fdstream *fs, enum stream_want want,
    int64_t until_ms)
{
	struct pollfd p = { .fd = fs->fd };

	p.events = want == STREAM_WANT_WRITE ? POLLOUT : POLLIN;
	return slots_wait(&p, until_ms);
}
