/* SPDX-License-Identifier: MIT */
/*
 * A two-way byte stream that never blocks: where the TLS engine, the relay
 * and the kernel's descriptors meet without knowing each other.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>

/* What a call could not go on without; also what to poll(2) for. */
enum stream_want {
	STREAM_WANT_NONE = 0,
	STREAM_WANT_READ = 1,
	STREAM_WANT_WRITE = 2
};

/*
 * Results of the calls below other than a count of bytes.  EOF: the other
 * side ended its direction in order.  CUT: it ended without saying so (TLS
 * without close_notify).  GONE: the connection is dead in both directions.
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
	 * 1 to LEN bytes taken from BUF, AGAIN or GONE.  After AGAIN the next
	 * call has the same BUF and LEN: TLS has sealed the record already.
	 */
	long (*write)(void *self, const void *buf, size_t len);

	/* Ends our direction: 0, AGAIN or GONE.  Reading goes on. */
	long (*shut)(void *self);

	/* What the last AGAIN waits for. */
	enum stream_want want;

	/*
	 * Set by the caller for one write(): another one follows at once, so
	 * the transport may hold a short end back until then.
	 */
	bool more;
};

#endif
