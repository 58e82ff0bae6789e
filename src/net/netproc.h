/* SPDX-License-Identifier: MIT */
/*
 * The network process N: drops its privileges before it reads the first byte
 * from the network, performs the handshake and relays.
 */
#ifndef NET_NETPROC_H
#define NET_NETPROC_H

#include "wrap/connection.h"

/* Runs N to its end and returns its exit status. */
int netproc_run(struct connection *c);

#endif
