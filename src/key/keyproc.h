/* SPDX-License-Identifier: MIT */
/*
 * The key process K: reads the PEM, signs for N, becomes the backend.
 *
 * It runs with inetd's privileges and never touches the network: its only input
 * is N's messages, which have a fixed form and a few bytes each.
 */
#ifndef KEY_KEYPROC_H
#define KEY_KEYPROC_H

#include "wrap/connection.h"

/*
 * Runs K to its end.  Until N sends GO, its deadline is c->until_ms.  Returns
 * the exit status.
 */
int keyproc_run(const struct connection *c);

#endif
