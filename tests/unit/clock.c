/* SPDX-License-Identifier: MIT */
/* The clocks: they run, in the right unit, and the build has a date. */
#include <sys/timex.h>
#include <time.h>

#include "base/clock.h"
#include "lib/unit.h"

/* As the kernel starts, and as time servers' clients leave it. */
static void
synced(void)
{
	CHECK(!clock_synced_by(STA_UNSYNC, 16000000));
	CHECK(!clock_synced_by(STA_UNSYNC | STA_NANO | STA_FREQHOLD, 16000000));
	/* BusyBox's ntpd, at once and a second later. */
	CHECK(clock_synced_by(STA_PLL, 16000000));
	CHECK(clock_synced_by(STA_PLL | STA_UNSYNC, 16000000));
	/* chrony, without and with rtcsync. */
	CHECK(clock_synced_by(STA_UNSYNC, 15999999));
	CHECK(clock_synced_by(0, 500));
	/* One that sets the status alone, for a second. */
	CHECK(clock_synced_by(0, 16000000));
}

int
main(void)
{
	static const struct timespec nap = { 0, 60 * 1000000L };
	int64_t a = clock_ms(), b;
	int64_t wall = clock_wall();

	(void)nanosleep(&nap, NULL);
	b = clock_ms();
	CHECK(b - a >= 59);
	CHECK(b - a < 60000);
	CHECK(a > 0);
	CHECK(clock_wall() - wall <= 60);
	CHECK(clock_wall() >= wall);
	/* 2025 to 2100: a real date, and beyond 32 signed bits' half. */
	CHECK(clock_built() > INT64_C(1735689600));
	CHECK(clock_built() < INT64_C(4102444800));
	synced();
	return unit_done();
}
