/* SPDX-License-Identifier: MIT */
/* Times that a person or a phone gives. */
#include "web/set_clock.h"

#include "base/exit.h"
#include "lib/unit.h"

enum { BUILT = 1764413356, DAY = 86400 };	/* 2025-11-29T10:49:16Z */

static void
takes(const char *text, int64_t want)
{
	int64_t epoch = 0;
	struct err e;

	err_clear(&e);
	CHECK(set_clock_judge(text, BUILT, &epoch, &e) == 0);
	CHECK(epoch == want);
}

static void
refuses(const char *text, const char *why)
{
	int64_t epoch;
	struct err e;

	err_clear(&e);
	CHECK(set_clock_judge(text, BUILT, &epoch, &e) < 0);
	CHECK(strstr(e.text, why) != NULL);
}

/* What becomes of a clock that says NOW. */
static void
ends(int64_t now, int64_t epoch, bool synced, int want)
{
	struct err e;

	err_clear(&e);
	CHECK(set_clock_decide(epoch, now, BUILT, synced, &e) == want);
	CHECK((strstr(e.text, "only be put forward") != NULL) == (want ==
	    EXIT_USAGE));
}

static void
decisions(void)
{
	const int64_t now = BUILT + 100 * DAY;

	/* Before the build it is wrong, whatever the kernel says. */
	ends(0, BUILT, false, EXIT_GOOD);
	ends(BUILT - 1, BUILT, false, EXIT_GOOD);
	ends(BUILT - 1, BUILT, true, EXIT_GOOD);
	ends(BUILT, BUILT, false, EXIT_NOTHING);
	/* Confirmed, it stays. */
	ends(now, now + 1000 * DAY, true, EXIT_NOTHING);
	ends(now, now - 2 * DAY, true, EXIT_NOTHING);
	ends(BUILT, BUILT + 2 * DAY, true, EXIT_NOTHING);
	/* Good enough. */
	ends(now, now, false, EXIT_NOTHING);
	ends(now, now + DAY, false, EXIT_NOTHING);
	ends(now, now - DAY, false, EXIT_NOTHING);
	/* Forward only. */
	ends(BUILT, BUILT + DAY + 1, false, EXIT_GOOD);
	ends(now, now + DAY + 1, false, EXIT_GOOD);
	ends(now, now - DAY - 1, false, EXIT_USAGE);
	ends(now, BUILT, false, EXIT_USAGE);
}

int
main(void)
{
	static const char *const odd[] = {
		"", " ", "now", "-1", "+1764413357", "1764413357 ",
		"99999999999999999999", "2026-06-31T00:00", "2026-02-29 00:00",
		"2026-00-01T00:00", "2026-13-01T00:00", "2026-01-00T00:00",
		"2026-01-01T24:00", "2026-01-01T00:60", "2026-01-01T00:00:60",
		"2026-01-01", "2026-01-01T00", "2026-01-01T00:00+01:00",
		"2026-01-01T00:00ZZ", "2026-01-01T00:00:", "2026-01-01T00:00.5",
		"26-01-01T00:00", "2026-1-1T0:0", "2026/01/01T00:00",
		"$(touch x)", "2026-01-01T00:0\xd9\xa1"
	};
	unsigned i;

	takes("1764413356", BUILT);
	takes("2025-11-29T10:49:16Z", BUILT);
	takes("2025-11-29T10:50", BUILT + 44);
	takes("2025-11-29 10:50", BUILT + 44);
	takes("2025-11-29T10:49:39.123Z", BUILT + 23);
	takes("2028-02-29T23:59:59", 1835481599);
	takes("2038-02-01T00:00", 2148595200);
	takes("2045-11-29T10:49", 2395565340);
	for (i = 0; i < sizeof odd / sizeof odd[0]; i++)
		refuses(odd[i], "time: must be a date and a time in UTC");
	refuses("1764413355", "before this device's software");
	refuses("0", "before this device's software");
	refuses("2025-11-29T10:49", "before this device's software");
	refuses("0001-01-01T00:00", "before this device's software");
	refuses("2046-01-01T00:00", "more than 20 years");
	refuses("9999-12-31T23:59:59Z", "more than 20 years");
	decisions();
	return unit_done();
}
