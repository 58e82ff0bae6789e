/* SPDX-License-Identifier: MIT */
/*
 * The limits of connections: the options, what is said of them, and how one
 * of too many is turned away.  Counting is in os/slots.h.
 */
#ifndef SERVE_LIMITS_H
#define SERVE_LIMITS_H

#include <stdbool.h>

#include "wrap/connection.h"

/*
 * Takes a place for connection C, whose slots it opens.  False: there
 * is none, and the client has been told so and is gone.
 */
bool limits_enter(struct connection *c);

#endif
