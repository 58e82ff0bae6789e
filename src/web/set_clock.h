/* SPDX-License-Identifier: MIT */
/* Setting the clock of a device that does not know the time. */
#ifndef WEB_SET_CLOCK_H
#define WEB_SET_CLOCK_H

#include <stdint.h>

#include "base/err.h"
#include "web/verbs.h"

enum { SET_CLOCK_YEARS = 20 };	/* after the build; more is a mistake */

/*
 * Judges TEXT, a time that a person or a phone gave: seconds since 1970, or
 * UTC as in RFC 3339, of which seconds, their fraction and the Z may be
 * missing, as in what HTML calls a local date and time.  It is neither before
 * BUILT, the build's date, nor SET_CLOCK_YEARS after it.  -1: E.
 */
int set_clock_judge(const char *text, int64_t built, int64_t *epoch,
    struct err *e);

/*
 * The verb's first half: the clock is set, unless it is already.  The command
 * that follows issues the certificate anew.
 */
int set_clock_run(const struct web *w, const struct ask *a,
    const struct form *f, struct out *o, struct err *e);

#endif
