/* SPDX-License-Identifier: MIT */
/*
 * Time.  Every timeout uses the monotonic clock, in milliseconds: the wall
 * clock of a router may jump by years while connections are open.  The wall
 * clock is used for certificates and log lines only.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds of the monotonic clock. */
int64_t clock_ms(void);

/* Seconds since 1970 by the wall clock, right or wrong; milliseconds. */
int64_t clock_wall(void);
int64_t clock_wall_ms(void);

/* Sets the wall clock, which only root may.  -1: errno. */
int clock_set(int64_t epoch);

/*
 * The build's date in seconds since 1970 (SOURCE_DATE_EPOCH).  A wall clock
 * before it is wrong.
 */
int64_t clock_built(void);

/*
 * Whether a time server has confirmed the wall clock, as far as the kernel
 * knows (adjtimex(2)); false if it does not say.
 */
bool clock_synced(void);

/* The same from what it says: the status and the greatest error. */
bool clock_synced_by(int status, int64_t maxerror_us);

#endif
