/* SPDX-License-Identifier: MIT */
/*
 * Connection limits: the options, their log lines, and how a client that is
 * beyond a limit or may not connect is turned away.  os/slots.h does the
 * counting.
 */
#ifndef SERVE_LIMITS_H
#define SERVE_LIMITS_H

#include <stdbool.h>

#include "wrap/connection.h"

/*
 * Opens the slots of connection C and takes a place.  False: there is none, and
 * the client has been turned away; or its address may not connect
 * (wrap/admit.h), and it gets no answer.
 */
bool limits_enter(struct connection *c);

/*
 * Logs that REFUSED clients exceeded LIMIT, whose value is MOST; the last one
 * came from address FROM (NULL: not known):
 * "LIMIT service=imaps max-per-ip=50 refused=17 from=192.0.2.7" or
 * "DENIED service=imaps refused=17 from=192.0.2.7".
 */
void limits_log(enum slots_limit limit, unsigned long most,
    const char *service, unsigned refused, const char *from);

#endif
