/* SPDX-License-Identifier: MIT */
/* Connecting to a server of plain text, by TCP or a unix socket. */
#ifndef OS_DIAL_H
#define OS_DIAL_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/err.h"

struct dial {
	struct sockaddr_storage at;	/* ss_family AF_UNSPEC: nowhere */
	socklen_t len;
};

/*
 * Reads "[host:]port", or the path of a unix socket, which starts with '/'.
 * The host is an address or a name of /etc/hosts, 127.0.0.1 if there is none;
 * the port a number or a name of /etc/services.  -1: E says which is wrong.
 */
int dial_parse(const char *text, struct dial *to, struct err *e);

/* Reads the address to connect from, which must suit TO. */
int dial_source(const char *host, const struct dial *to, struct dial *from,
    struct err *e);

bool dial_is_unix(const struct dial *to);

/*
 * Makes the socket for TO, bound to FROM unless that is nowhere.  -1: errno.
 */
int dial_socket(const struct dial *to, const struct dial *from);

/*
 * Connects FD within MS milliseconds; -1: errno, ETIMEDOUT when nobody
 * answered.  What is sent later waits as long at most.
 */
int dial_connect(int fd, const struct dial *to, int ms);

#endif
