/* SPDX-License-Identifier: MIT */
/* Two ends of a TCP connection over the loopback. */
#ifndef THIMBLE_TESTS_LIB_TCP_PAIR_H
#define THIMBLE_TESTS_LIB_TCP_PAIR_H

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* FD[0] has connected, FD[1] was accepted; -1: it failed. */
static inline int
tcp_pair(int fd[2])
{
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
	} a;
	socklen_t len = sizeof a.in;
	int l = socket(AF_INET, SOCK_STREAM, 0);

	memset(&a, 0, sizeof a);
	a.in.sin_family = AF_INET;
	a.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (l < 0 || bind(l, &a.sa, len) < 0 || listen(l, 1) < 0 ||
	    getsockname(l, &a.sa, &len) < 0)
		return -1;
	fd[0] = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(fd[0], &a.sa, len) < 0)
		return -1;
	fd[1] = accept(l, NULL, NULL);
	(void)close(l);
	return fd[1] < 0 ? -1 : 0;
}

#endif
