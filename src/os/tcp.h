/* SPDX-License-Identifier: MIT */
/* Options of a TCP connection. */
#ifndef OS_TCP_H
#define OS_TCP_H

enum {
	/*
	 * Seconds of silence before the first probe, between probes, and how
	 * many go unanswered: a phone that changed networks frees its memory
	 * after ten minutes instead of never.
	 */
	TCP_ALIVE_IDLE_S = 300,
	TCP_ALIVE_EVERY_S = 60,
	TCP_ALIVE_PROBES = 5,

	/* How long a client may take to read a last alert. */
	TCP_FAREWELL_MS = 1000,
	/* One of too many has less: its hello is here or it is silent. */
	TCP_REFUSED_MS = 100
};

/* No delay for small writes, and keepalive.  Other sockets: no effect. */
void tcp_tune(int fd);

/* Bytes that have arrived and were not read; -1: cannot be known. */
int tcp_unread(int fd);

/*
 * poll(2) reports FD readable with BYTES to read and no less, or at the end.
 */
void tcp_least(int fd, int bytes);

/*
 * Ends the connection so that what was sent last arrives: our side is shut,
 * and for at most MS milliseconds what the client still sends is thrown away
 * in the kernel, not read, until it ends its side.  Closing with unread bytes
 * would reset the connection, and the reset overtakes an alert.
 */
void tcp_farewell(int fd, int ms);

#endif
