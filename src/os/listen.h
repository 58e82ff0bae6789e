/* SPDX-License-Identifier: MIT */
/* Listening sockets and the connections accepted from them. */
#ifndef OS_LISTEN_H
#define OS_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
	LISTEN_FDS_MAX = 2,	/* sockets needed for one address */
	/*
	 * Connections waiting to be accepted, or silent so far
	 * (listen_defer()); /proc/sys/net/core/somaxconn is a limit too.
	 */
	LISTEN_QUEUE = 1024
};

enum listen_host { LISTEN_ANY, LISTEN_LOCAL, LISTEN_IP4, LISTEN_IP6 };

struct listen_at {
	enum listen_host host;
	uint8_t ip[16];		/* LISTEN_IP4: the first 4 */
	unsigned zone;		/* interface of a link-local address, or 0 */
	uint16_t port;
};

/*
 * Parses "[host:]port" (base/hostport.h).  The host is a numeric IPv4 or IPv6
 * address, or "localhost", which means 127.0.0.1 and ::1; if missing, all
 * addresses of both families.  The port is a number or a name in /etc/services.
 */
int listen_parse(const char *text, struct listen_at *at, struct err *e);

/*
 * Opens the sockets of AT into FD, non-blocking and closed on exec.  "All
 * addresses" is one socket for IPv4 and IPv6, or for IPv4 alone if the kernel
 * has no IPv6; an IPv6 address serves IPv6 only.  Returns their number; -1:
 * none is open, and E has the reason, with TEXT, from which AT was parsed.
 */
int listen_open(const struct listen_at *at, const char *text,
    int fd[LISTEN_FDS_MAX], struct err *e);

/*
 * From now on, accept(2) returns a connection only when its first bytes have
 * arrived, or after SECONDS or a little more of silence (tcp(7),
 * TCP_DEFER_ACCEPT); until then it costs only a little kernel memory.  -1: not
 * possible for this socket.
 */
int listen_defer(int fd, unsigned long seconds);

/*
 * Whether the kernel answers with SYN cookies when a queue is full (tcp(7),
 * tcp_syncookies).  Without them, the connections that listen_defer() keeps
 * waiting in the queue keep everybody else out.
 */
bool listen_has_cookies(void);

/* Accepts a connection, closed on exec; -1: errno. */
int listen_accept(int fd);

#endif
