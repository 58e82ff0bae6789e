/* SPDX-License-Identifier: MIT */
/*
 * The control socket between the network process and the key process: whole
 * messages in order (unix(7), SOCK_SEQPACKET).
 */
#ifndef OS_CHAN_H
#define OS_CHAN_H

#include <stddef.h>
#include <stdint.h>

/* Makes two connected ends, closed on exec. */
int chan_pair(int fd[2]);

/* Makes two connected ends of a byte stream for the backend, closed on exec. */
int chan_stream_pair(int fd[2]);

/*
 * Makes a pipe for the backend's stderr, closed on exec; fd[0] is the read end.
 */
int chan_pipe(int fd[2]);

/* Sends one whole message; -1: errno. */
int chan_send(int fd, const void *msg, size_t len);

/*
 * Receives one message of at most CAP bytes until UNTIL_MS on the monotonic
 * clock.  Returns its length, 0 if the other end is closed, or -1 and errno
 * (ETIMEDOUT; EMSGSIZE: longer than CAP).
 */
long chan_recv(int fd, void *msg, size_t cap, int64_t until_ms);

/* Sends the one byte MSG, and with it descriptor PASSED; -1: errno. */
int chan_send_fd(int fd, uint8_t msg, int passed);

/*
 * Receives one message of one byte and, in *PASSED, the descriptor that came
 * with it, closed on exec, or -1.  Otherwise like chan_recv().  A process at
 * its descriptor limit gets none.
 */
long chan_recv_fd(int fd, uint8_t *msg, int *passed, int64_t until_ms);

#endif
