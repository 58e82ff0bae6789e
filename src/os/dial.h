/* SPDX-License-Identifier: MIT */
/* Connecting to a plain-text server by TCP or a unix socket. */
#ifndef OS_DIAL_H
#define OS_DIAL_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/err.h"

struct dial {
	struct sockaddr_storage at;	/* ss_family AF_UNSPEC: none */
	socklen_t len;
};

/*
 * Parses "[host:]port", or the path of a unix socket, which starts with '/'.
 * The host is an address or a name in /etc/hosts, by default 127.0.0.1; the
 * port is a number or a name in /etc/services.  -1: E has the reason.
 */
int dial_parse(const char *text, struct dial *to, struct err *e);

/* Parses the address to connect from; it must be of the same family as TO. */
int dial_source(const char *host, const struct dial *to, struct dial *from,
    struct err *e);

bool dial_is_unix(const struct dial *to);

/* Creates the socket for TO, bound to FROM if that is set.  -1: errno. */
int dial_socket(const struct dial *to, const struct dial *from);

/*
 * Connects FD within MS milliseconds; -1: errno, ETIMEDOUT if there was no
 * answer.  Later writes wait at most as long.
 */
int dial_connect(int fd, const struct dial *to, int ms);

#endif
