/* SPDX-License-Identifier: MIT */
/*
 * A socket as a stream (base/stream.h).  Calls never block and never raise
 * SIGPIPE; the descriptor itself may be in any mode.  It may also be a terminal
 * in non-blocking mode.
 */
#ifndef OS_FDSTREAM_H
#define OS_FDSTREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/stream.h"

/*
 * How the end of the peer shows.  NET: a reset is GONE.  LOCAL: a reset is EOF,
 * because a unix socket whose peer closed without reading all of our bytes
 * returns ECONNRESET once everything that the peer sent has been read.  TTY:
 * the master of a terminal returns EIO when the last program has left it.
 */
enum fdstream_kind {
	FDSTREAM_NET,
	FDSTREAM_LOCAL,
	FDSTREAM_TTY
};

struct fdstream {
	struct stream stream;
	int fd;			/* owned by the caller */
	int shut;		/* TTY: nothing more is waited for */
};

/*
 * Makes FS a stream over FD.  `shut` ends sending with shutdown(2).  A
 * terminal has no half-close: `shut` ends both directions once the bytes that
 * have arrived are read.
 */
void fdstream_init(struct fdstream *fs, int fd, enum fdstream_kind kind);

/*
 * Blocks until the socket can do what is wanted.  False: it is UNTIL_MS, or
 * this unfinished connection has to make room for others (slots.h).
 */
bool fdstream_wait(const struct fdstream *fs, enum stream_want want,
    int64_t until_ms);

#endif
