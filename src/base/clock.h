/* SPDX-License-Identifier: MIT */
/*
 * Time.  Every time-out runs on the monotonic clock in milliseconds: a router
 * sets its wall clock by years while connections are open.  The wall clock is
 * only for certificates.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds of the monotonic clock. */
int64_t clock_ms(void);

/* Seconds since 1970 by the wall clock, right or wrong. */
int64_t clock_wall(void);

/*
 * The build's date in seconds since 1970 (SOURCE_DATE_EPOCH).  A wall clock
 * before it is wrong.
 */
int64_t clock_built(void);

#endif
