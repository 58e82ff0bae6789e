/* SPDX-License-Identifier: MIT */
/* Time: see clock.h. */
#include "base/clock.h"

#include <sys/timex.h>
#include <time.h>

/* Of the kernel, which then sets STA_UNSYNC: NTP_PHASE_LIMIT. */
enum { MAXERROR_US = 16000000 };

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

/*
 * STA_UNSYNC alone would be wrong for most.  BusyBox's ntpd, at each answer,
 * sets the status to STA_PLL, and so clears it, but leaves the greatest error
 * where the kernel starts and each step puts it, at the limit: within a second
 * the kernel sets STA_UNSYNC again.  STA_PLL stays, also behind a step and when
 * ntpd has ended.  chrony without rtcsync leaves STA_UNSYNC set, and lowers the
 * error only.
 */
bool
clock_synced_by(int status, int64_t maxerror_us)
{
	return (status & STA_UNSYNC) == 0 || (status & STA_PLL) != 0 ||
	    maxerror_us < MAXERROR_US;
}

bool
clock_synced(void)
{
	struct timex t = { .modes = 0 };

	return adjtimex(&t) >= 0 && clock_synced_by(t.status, t.maxerror);
}
