/* SPDX-License-Identifier: MIT */
/*
 * A two-way byte stream that never blocks: the interface between the TLS
 * engine, the relay and descriptors.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>

/* The event a blocked call needs; also the event to poll(2) for. */
enum stream_want {
	STREAM_WANT_NONE = 0,
	STREAM_WANT_READ = 1,
	STREAM_WANT_WRITE = 2
};

/*
 * Results of the calls below other than a byte count.  EOF: the peer ended its
 * direction properly.  CUT: it ended without notice (TLS without close_notify).
 * GONE: the connection is dead in both directions.
 */
enum stream_result {
	STREAM_EOF = 0,
	STREAM_AGAIN = -1,
	STREAM_CUT = -2,
	STREAM_GONE = -3
};

struct stream {
	void *self;		/* first argument of the three */

	/* 1 to CAP bytes into BUF, or a stream_result; CAP > 0. */
	long (*read)(void *self, void *buf, size_t cap);

	/*
	 * Takes 1 to LEN bytes from BUF; or AGAIN or GONE.  After AGAIN, the
	 * next call must have the same BUF and LEN, because TLS has already
	 * encrypted the record.
	 */
	long (*write)(void *self, const void *buf, size_t len);

	/* Ends our direction: 0, AGAIN or GONE.  Reading goes on. */
	long (*shut)(void *self);

	/* The event that the last AGAIN waits for. */
	enum stream_want want;

	/*
	 * Set by the caller for one write(): another follows at once, so the
	 * transport may hold back a short tail until then.
	 */
	bool more;
};

#endif
