/* SPDX-License-Identifier: MIT */
/* The addresses of a connection as text. */
#ifndef OS_ADDR_H
#define OS_ADDR_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/ip.h"

enum {
	ADDR_TEXT_MAX = 64,	/* IPv6 with a zone, and its NUL */
	ADDR_PORT_MAX = 6
};

struct addr {
	char host[ADDR_TEXT_MAX];	/* numeric; "local" without a network */
	char port[ADDR_PORT_MAX];	/* "0" without a network */
	uint64_t owner;			/* ip.h; 0 without a network */
	uint8_t ip[IP6_BYTES];		/* IPv4 mapped; 0 without a network */
};

/*
 * The remote and the local address of socket FD.  An IPv4 address mapped into
 * IPv6 (RFC 4291, 2.5.5.2) is shown as IPv4.  A pipe or a unix socket is not an
 * error: host is "local".
 */
void addr_of_peer(int fd, struct addr *a);
void addr_of_local(int fd, struct addr *a);

/* The same for a socket address. */
void addr_of(const struct sockaddr_storage *at, struct addr *a);

#endif
