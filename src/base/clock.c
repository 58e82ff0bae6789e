/* SPDX-License-Identifier: MIT */
/* Time: see clock.h. */
#include "base/clock.h"

#include <time.h>

int64_t
clock_ms(void)
{
	struct timespec t;

	/* Cannot fail: POSIX requires this clock, and the address is valid. */
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
clock_wall_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
clock_wall(void)
{
	return (int64_t)time(NULL);
}

int
clock_set(int64_t epoch)
{
	const struct timespec t = { .tv_sec = (time_t)epoch };

	return clock_settime(CLOCK_REALTIME, &t);
}

int64_t
clock_built(void)
{
	return THIMBLE_BUILD_EPOCH;
}
