/* SPDX-License-Identifier: MIT */
/*
 * Drives the relay with poll(2): timeouts, the backend's stderr, and returning
 * memory while nothing moves.
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
	enum fdstream_kind backend;	/* kind of backend_fd */
	const struct starttls_protocol *starttls;	/* NULL: none */
	struct errlog errlog;		/* the backend's stderr */
	int64_t idle_ms;		/* 0: no limit */
	int64_t close_ms;		/* for the client to close its side */
	uint64_t in, out;		/* bytes relayed, on return */
};

/*
 * Relays between CLIENT, the plain text of the TLS connection, and the
 * backend's socket until both directions have ended or a time limit expires.
 * Returns NULL, or why it ended early: "idle"; "crowded"; "terminated";
 * "reset"; "cut", the client closed without a close_notify; or "backend-reset".
 * NULL, too, if the client already had the last of the backend's output.  The
 * client gets a close_notify if it can still be reached, except for
 * "backend-reset": the answer is incomplete, and a close_notify would claim
 * that it is complete.
 */
const char *pump_run(struct pump *p, struct stream *client);

#endif
