/* SPDX-License-Identifier: MIT */
/* State of one connection, common to the processes that serve it. */
#ifndef WRAP_CONNECTION_H
#define WRAP_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sbuf.h"
#include "os/addr.h"
#include "os/priv.h"
#include "os/slots.h"
#include "wrap/service.h"
#include "wrap/wrap_opts.h"

/* The reason in the log when a connection had to make room for others. */
#define CONNECTION_CROWDED "crowded"
/* And when N got TERM. */
#define CONNECTION_ENDED "terminated"

/* Filled in before the fork; then N and K each have their own copy. */
struct connection {
	const struct wrap_opts *opts;
	const struct service *service;
	const struct addr *peer, *local;
	const struct priv *ids;		/* N's user and group */
	const struct priv *run_as;	/* the program's; NULL: unchanged */
	int client_fd;			/* closed in K */
	/*
	 * This process's ends of the channels between N and K: control.h,
	 * the plain text, the program's stderr.  The latter two are -1 with
	 * -r and -L until GO.
	 */
	int control_fd, data_fd, stderr_fd;
	int key_pid;		/* N: K, later the backend; 0: it has ended */
	bool silent;		/* the client left without sending a byte */
	int64_t began_ms;
	int64_t plain_until_ms;	/* deadline of the plain text, with -n */
	int64_t until_ms;	/* deadline of the handshake */
	struct slots slots;
};

/* Totals of a relayed connection, for the log. */
struct connection_totals {
	uint64_t in, out;	/* bytes of plain text from, to the client */
	const char *tls;	/* "1.3"; NULL: no handshake was completed */
	bool resumed;		/* a TLS session was resumed */
};

/* Adds "VERB service=imaps from=192.0.2.7", the start of each log line. */
void connection_line(struct sbuf *l, const char *verb,
    const struct connection *c);

/* Logs that line with START. */
void connection_log_start(const struct connection *c);

/*
 * Logs "EXIT service=... why=WHY"; T NULL: nothing was relayed.  A connection
 * without a session is not logged when its address has many (slots.h), and one
 * whose client was silent is logged at the level of debugging.
 */
void connection_log_exit(const struct connection *c,
    const struct connection_totals *t, const char *why);

#endif
