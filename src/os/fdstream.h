/* SPDX-License-Identifier: MIT */
/*
 * A socket as a stream (base/stream.h).  Calls never block and never raise
 * SIGPIPE; the descriptor itself may be in any mode.
 */
#ifndef OS_FDSTREAM_H
#define OS_FDSTREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/stream.h"

struct fdstream {
	struct stream stream;
	int fd;			/* owned by the caller */
};

/*
 * Makes FS a stream over socket FD.  `shut` ends sending with shutdown(2).  A
 * reset counts as GONE, and as EOF when LOCAL: a unix socket whose peer left
 * bytes of ours unread says ECONNRESET after all that it sent was read.
 */
void fdstream_init(struct fdstream *fs, int fd, int local);

/* Blocks until the socket can do what is wanted; false: it is UNTIL_MS. */
bool fdstream_wait(const struct fdstream *fs, enum stream_want want,
    int64_t until_ms);

#endif
