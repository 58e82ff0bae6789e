/* SPDX-License-Identifier: MIT */
/* TCP options: see tcp.h and tcp(7). */
#define _GNU_SOURCE
#include "os/tcp.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "base/clock.h"

static void
set(int fd, int level, int option, int value)
{
	(void)setsockopt(fd, level, option, &value, sizeof value);
}

void
tcp_tune(int fd)
{
	set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	set(fd, IPPROTO_TCP, TCP_KEEPIDLE, TCP_ALIVE_IDLE_S);
	set(fd, IPPROTO_TCP, TCP_KEEPINTVL, TCP_ALIVE_EVERY_S);
	set(fd, IPPROTO_TCP, TCP_KEEPCNT, TCP_ALIVE_PROBES);
}

int
tcp_unread(int fd)
{
	int n;

	return ioctl(fd, FIONREAD, &n) < 0 ? -1 : n;
}

void
tcp_least(int fd, int bytes)
{
	set(fd, SOL_SOCKET, SO_RCVLOWAT, bytes);
}

void
tcp_farewell(int fd, int ms)
{
	enum { AT_ONCE = 1 << 20 };
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t until = clock_ms() + ms;
	int64_t left;
	ssize_t n;

	if (shutdown(fd, SHUT_WR) < 0)
		return;
	while ((left = until - clock_ms()) > 0) {
		/* tcp(7): with MSG_TRUNC the bytes are dropped, not copied. */
		n = recv(fd, NULL, AT_ONCE, MSG_TRUNC | MSG_DONTWAIT);
		if (n > 0)
			continue;
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			return;
		(void)poll(&p, 1, (int)left);
	}
}
