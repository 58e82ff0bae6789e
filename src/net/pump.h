/* SPDX-License-Identifier: MIT */
/*
 * Where the relay meets poll(2): time-outs, the backend's stderr, and memory
 * given back while nothing moves.
 */
#ifndef NET_PUMP_H
#define NET_PUMP_H

#include <stdint.h>

#include "base/stream.h"
#include "net/errlog.h"
#include "os/fdstream.h"
#include "relay/starttls_after.h"

struct pump {
	int client_fd, backend_fd;	/* for poll(2) */
	enum fdstream_kind backend;	/* what the latter is */
	const struct starttls_protocol *starttls;	/* NULL: none */
	struct errlog errlog;		/* the backend's stderr */
	int64_t idle_ms;		/* 0: no limit */
	int64_t close_ms;		/* a client's time to end its side */
	uint64_t in, out;		/* bytes relayed, when it returns */
};

/*
 * Relays between CLIENT, the plain text of the TLS connection, and the
 * backend's socket until both directions have ended or a time limit expires.
 * Returns why it ended early, NULL when all was in order: "idle"; "crowded";
 * "reset"; "cut", the client's end came without a close_notify; or
 * "backend-reset".  The client is sent a close_notify if it can still be
 * reached, except for "backend-reset": the answer is not complete, and a
 * close_notify would say that it is.
 */
const char *pump_run(struct pump *p, struct stream *client);

#endif
