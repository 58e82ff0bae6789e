/* SPDX-License-Identifier: MIT */
/*
 * The key process K: reads the PEM, signs for N, becomes the backend.
 *
 * It runs with inetd's privileges and never touches the network: N's words
 * are all it hears, and a few bytes of fixed shape are all it understands.
 */
#ifndef KEY_KEYPROC_H
#define KEY_KEYPROC_H

#include "wrap/connection.h"

/*
 * Runs K to its end; until N says GO, c->until_ms is its deadline.  The result
 * is its exit status.
 */
int keyproc_run(const struct connection *c);

#endif
