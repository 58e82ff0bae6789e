/* SPDX-License-Identifier: MIT */
/* Which addresses may connect at all: --allow and --deny. */
#ifndef WRAP_ADMIT_H
#define WRAP_ADMIT_H

#include <stdbool.h>

#include "os/addr.h"
#include "wrap/wrap_opts.h"

/* Checks the lists of both options; -1: E has the mistake. */
int admit_check(const struct wrap_opts *o, struct err *e);

/* Whether there are any, so that clients have to be judged. */
bool admit_judges(const struct wrap_opts *o);

/*
 * Whether the client at PEER may connect.  The smallest network that it is in
 * decides, in favour of --deny when both options have it; without one it may
 * unless there is --allow.
 */
bool admit(const struct wrap_opts *o, const struct addr *peer);

#endif
