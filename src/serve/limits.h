/* SPDX-License-Identifier: MIT */
/*
 * The limits of connections: the options, what is said of them, and how one
 * of too many is turned away.  Counting is in os/slots.h.
 */
#ifndef SERVE_LIMITS_H
#define SERVE_LIMITS_H

#include <stdbool.h>

#include "net/netproc.h"

/* Why one without a handshake ends that had to make room for others. */
extern const char limits_crowded[];

/*
 * Takes a place for the connection of S, whose slots it opens.  False: there
 * is none, and the client has been told so and is gone.
 */
bool limits_enter(struct session *s);

#endif
