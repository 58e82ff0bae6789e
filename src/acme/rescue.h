/* SPDX-License-Identifier: MIT */
/*
 * The device's own pair takes over from an official certificate that is about
 * to expire.  Whatever has kept it from being renewed must not keep this from
 * happening: no ACME client, a damaged configuration, a full disk, another run
 * that asks a CA for ever.
 */
#ifndef ACME_RESCUE_H
#define ACME_RESCUE_H

#include <stdbool.h>

#include "store/files.h"

/*
 * Takes over if it is time; not while the clock is before the build, or a
 * change is on trial.  CONFIG is as in conf_read().  EXIT_GOOD: it was done,
 * and said, also in syslog; EXIT_NOTHING: it is not time; else it failed,
 * reported in the same way.
 */
int rescue(const char *config, unsigned long wait_s, bool quiet);

/*
 * Whether the leaf of F, from the current folder, is an official certificate,
 * which `acme run` renews.
 */
bool rescue_watches(const struct files *f);

#endif
