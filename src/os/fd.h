/* SPDX-License-Identifier: MIT */
/* Properties of descriptors. */
#ifndef OS_FD_H
#define OS_FD_H

#include <stdbool.h>

/* Whether FD is an open socket. */
bool fd_is_socket(int fd);

/* Whether FD is a socket of IPv4 or IPv6. */
bool fd_is_inet(int fd);

/* Whether FD is a listening socket (inetd's `wait`). */
bool fd_is_listener(int fd);

int fd_nonblock(int fd);
int fd_cloexec(int fd);

/* Makes FD an open descriptor of /dev/null. */
int fd_to_null(int fd);

/*
 * Opens any closed descriptor of 0 to 2 on /dev/null, so that no later open(2)
 * can take its number.
 */
int fd_fill_stdio(void);

/* Makes the next exec close every descriptor from FIRST on. */
void fd_cloexec_from(int first);

/*
 * Closes every descriptor from FIRST on: descriptors that a careless parent
 * left open must reach neither the network process nor the backend.
 */
void fd_close_from(int first);

#endif
