/* SPDX-License-Identifier: MIT */
/* Options of a TCP connection. */
#ifndef OS_TCP_H
#define OS_TCP_H

enum {
	/*
	 * Seconds of silence before the first probe, seconds between probes,
	 * and unanswered probes: the connection of a phone that changed
	 * networks ends after ten minutes instead of never.
	 */
	TCP_ALIVE_IDLE_S = 300,
	TCP_ALIVE_EVERY_S = 60,
	TCP_ALIVE_PROBES = 5,

	/* How long a client may take to read a final alert. */
	TCP_FAREWELL_MS = 1000,
	/* Shorter for a refused one: its hello has arrived, or it is silent. */
	TCP_REFUSED_MS = 100
};

/* Sets TCP_NODELAY and keepalive.  No effect on other sockets. */
void tcp_tune(int fd);

/* Bytes that have arrived but were not read; -1: unknown. */
int tcp_unread(int fd);

/* Makes poll(2) report FD readable only with BYTES to read, or at the end. */
void tcp_least(int fd, int bytes);

/*
 * Ends the connection so that the last data sent arrives: shuts our side and,
 * for at most MS milliseconds, discards in the kernel what the client still
 * sends, until it closes its side.  Closing with unread bytes resets the
 * connection, and the reset can overtake an alert.
 */
void tcp_farewell(int fd, int ms);

#endif
