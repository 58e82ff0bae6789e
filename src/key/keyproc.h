/* SPDX-License-Identifier: MIT */
/*
 * The key process K: reads the PEM, signs for N, becomes the backend.
 *
 * It runs with inetd's privileges and never touches the network: N's words
 * are all it hears, and a few bytes of fixed shape are all it understands.
 */
#ifndef KEY_KEYPROC_H
#define KEY_KEYPROC_H

#include <stdint.h>

#include "os/addr.h"
#include "os/priv.h"
#include "tls/tls.h"
#include "wrap/wrap_opts.h"

struct keyproc {
	const struct wrap_opts *opts;
	const char *service;
	const struct addr *peer, *local;
	const struct priv *run_as;	/* whom the program is; NULL: as is */
	/* K's ends; the latter two -1 for -r and -L */
	int control_fd, data_fd, stderr_fd;
	int64_t until_ms;		/* N must have said GO by then */
};

/* What N said of the client: an enemy's word, its length, 0: nothing. */
struct keyproc_client {
	char names[2 * TLS_DN_MAX + 1];	/* two, a NUL between and behind */
	size_t len;		/* without the last NUL */
};

/* Runs K to its end; the result is its exit status. */
int keyproc_run(const struct keyproc *k);

#endif
