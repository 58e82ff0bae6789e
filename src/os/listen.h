/* SPDX-License-Identifier: MIT */
/* Sockets that listen, and what is accepted from them. */
#ifndef OS_LISTEN_H
#define OS_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
	LISTEN_FDS_MAX = 2,	/* sockets that one address needs */
	/*
	 * Connections that wait to be accepted, or that have said nothing so
	 * far (listen_defer()); /proc/sys/net/core/somaxconn limits it too.
	 */
	LISTEN_QUEUE = 1024
};

enum listen_host { LISTEN_ANY, LISTEN_LOCAL, LISTEN_IP4, LISTEN_IP6 };

struct listen_at {
	enum listen_host host;
	uint8_t ip[16];		/* of LISTEN_IP4 the first 4 */
	unsigned zone;		/* interface of a link-local address, or 0 */
	uint16_t port;
};

/*
 * Reads "[host:]port" (base/hostport.h).  The host is an IPv4 or IPv6 address
 * in digits, or "localhost", which is 127.0.0.1 and ::1; without one it is
 * every address of both.  The port is a number or a name of /etc/services.
 */
int listen_parse(const char *text, struct listen_at *at, struct err *e);

/*
 * Opens the sockets of AT into FD, not blocking and closed on exec.  Every
 * address is one socket for IPv4 and IPv6, or IPv4's alone where the kernel
 * has no IPv6; an IPv6 address serves IPv6 only.  Returns how many; -1: none
 * is open, and E says why TEXT, which AT was read from, cannot be had.
 */
int listen_open(const struct listen_at *at, const char *text,
    int fd[LISTEN_FDS_MAX], struct err *e);

/*
 * From now on a connection is only handed out when its first bytes are there,
 * or when it was silent for SECONDS or a little more (tcp(7),
 * TCP_DEFER_ACCEPT): until then it costs a piece of kernel memory.  -1: this
 * socket cannot.
 */
int listen_defer(int fd, unsigned long seconds);

/*
 * Whether the kernel answers with SYN cookies when a queue is full (tcp(7),
 * tcp_syncookies).  Without them what listen_defer() keeps waiting in the queue
 * keeps everybody else out.
 */
bool listen_has_cookies(void);

/* A connection, closed on exec; -1: errno. */
int listen_accept(int fd);

#endif
