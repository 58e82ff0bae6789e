/* SPDX-License-Identifier: MIT */
/* Setting the clock of a device that does not know the time. */
#ifndef WEB_SET_CLOCK_H
#define WEB_SET_CLOCK_H

#include <stdbool.h>
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
 * Whether a clock that says NOW is to be set to EPOCH, which was judged.  One
 * before BUILT is, and so is one that no time server has confirmed (SYNCED), if
 * EPOCH is more than a day later: it only ever goes forward.  EXIT_GOOD;
 * EXIT_NOTHING: it is good enough; EXIT_USAGE: E.
 */
int set_clock_decide(int64_t epoch, int64_t now, int64_t built, bool synced,
    struct err *e);

/*
 * The verb's first half: sets the clock if that is to be done, and writes the
 * file W->stamp, whose date the next boot looks at.  The command that follows
 * renews the certificate if it is due then.
 */
int set_clock_run(const struct web *w, const struct ask *a,
    const struct form *f, struct out *o, struct err *e);

#endif
