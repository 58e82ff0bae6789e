/* SPDX-License-Identifier: MIT */
/* Unix sockets: who is on the other end, and connecting to one. */
#ifndef OS_UNIX_H
#define OS_UNIX_H

#include "base/err.h"

/*
 * Stores the user id that the peer of the unix socket FD had when it connected
 * (unix(7), SO_PEERCRED).  -1: FD is no such socket.
 */
int unix_peer(int fd, unsigned long *uid);

/* A connection to the socket PATH; -1: E. */
int unix_connect(const char *path, struct err *e);

#endif
