/* SPDX-License-Identifier: MIT */
/*
 * The network process N: drops its privileges, then reads the first byte of
 * the network, does the handshake and relays.
 */
#ifndef NET_NETPROC_H
#define NET_NETPROC_H

#include <stdbool.h>
#include <stdint.h>

#include "os/addr.h"
#include "os/priv.h"
#include "os/slots.h"
#include "wrap/service.h"
#include "wrap/wrap_opts.h"

struct session {
	const struct wrap_opts *opts;
	const struct service *service;
	const struct addr *peer;
	const struct priv *ids;
	/* N's ends; the latter two -1 for -r and -L until it is GO */
	int client_fd, control_fd, data_fd, stderr_fd;
	int key_pid;		/* K, later the backend; 0: ended, for -r */
	int64_t began_ms;
	int64_t plain_until_ms;	/* end of the time for plain text, with -n */
	int64_t until_ms;	/* end of the time for the handshake */
	struct slots slots;
};

/* Runs N to its end; the result is its exit status. */
int session_run(struct session *s);

/* Logs "EXIT service=... why=WHY" with what was relayed (N's numbers). */
struct session_sums {
	uint64_t in, out;	/* bytes of plain text from, to the client */
	const char *tls;	/* "1.3"; NULL: no handshake was done */
	bool resumed;		/* it was one of a session before */
};

void session_log_exit(const struct session *s, const struct session_sums *n,
    const char *why);

#endif
