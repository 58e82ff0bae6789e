/* SPDX-License-Identifier: MIT */
/* What a descriptor is and how it behaves. */
#ifndef OS_FD_H
#define OS_FD_H

#include <stdbool.h>

/* FD is an open socket. */
bool fd_is_socket(int fd);

/* It is one of IPv4 or IPv6. */
bool fd_is_inet(int fd);

/* FD is a socket that is being listened on (inetd's `wait`). */
bool fd_is_listener(int fd);

int fd_nonblock(int fd);
int fd_cloexec(int fd);

/* Makes FD an open descriptor of /dev/null. */
int fd_to_null(int fd);

/*
 * Opens on /dev/null those of descriptors 0 to 2 that are closed, so that no
 * later open(2) can take their place.
 */
int fd_fill_stdio(void);

/* Every descriptor from FIRST on shall be closed by the next exec. */
void fd_cloexec_from(int first);

/*
 * Closes every descriptor from FIRST on: what a careless parent left open is
 * for neither the network process nor the backend.
 */
void fd_close_from(int first);

#endif
