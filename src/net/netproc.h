/* SPDX-License-Identifier: MIT */
/*
 * The network process N: drops its privileges, then reads the first byte of
 * the network, does the handshake and relays.
 */
#ifndef NET_NETPROC_H
#define NET_NETPROC_H

#include "wrap/connection.h"

/* Runs N to its end; the result is its exit status. */
int netproc_run(struct connection *c);

#endif
