/* SPDX-License-Identifier: MIT */
/* The life of a ticket: see ticket_life.h. */
#include "wrap/ticket_life.h"

unsigned long
ticket_life_s(const struct wrap_opts *o)
{
	if (o->ticket_s == 0)
		return TICKET_LIFE_S;
	return o->ticket_s < TICKET_KEY_S ? o->ticket_s : TICKET_KEY_S;
}
