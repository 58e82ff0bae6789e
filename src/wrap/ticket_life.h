/* SPDX-License-Identifier: MIT */
/* The lifetime of session tickets: N announces it, K enforces it. */
#ifndef WRAP_TICKET_LIFE_H
#define WRAP_TICKET_LIFE_H

#include "wrap/wrap_opts.h"

enum {
	TICKET_LIFE_S = 7200,	/* unless -t says otherwise */
	TICKET_KEY_S = 12 * 3600	/* a key seals tickets this long */
};

/* Seconds for which a ticket is valid under O, at most TICKET_KEY_S. */
unsigned long ticket_life_s(const struct wrap_opts *o);

#endif
