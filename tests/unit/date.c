/* SPDX-License-Identifier: MIT */
/* Calendar dates, against gmtime(3) where it goes. */
#include "base/date.h"

#include <time.h>

#include "lib/unit.h"

static void
shows(int64_t epoch, const char *want)
{
	char text[40];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	date_show(&s, epoch);
	CHECK_STR(text, want);
}

static void
test_known(void)
{
	shows(0, "1970-01-01T00:00:00Z");
	shows(-1, "1969-12-31T23:59:59Z");
	shows(951782400, "2000-02-29T00:00:00Z");
	shows(2147483647, "2038-01-19T03:14:07Z");
	shows(2147483648, "2038-01-19T03:14:08Z");
	shows(2524607999, "2049-12-31T23:59:59Z");
	shows(2524608000, "2050-01-01T00:00:00Z");
	shows(4107542400, "2100-03-01T00:00:00Z");
	shows(253402300799, "9999-12-31T23:59:59Z");
}

/* Some prime number of seconds apart, over all years that are allowed. */
static void
test_round(void)
{
	int64_t at;
	struct date d;
	struct tm tm;
	time_t t;
	unsigned wrong = 0;

	for (at = -62135596800; at < 253402300800; at += 86400000 - 1) {
		date_from_epoch(&d, at);
		t = (time_t)at;
		if (date_to_epoch(&d) != at || gmtime_r(&t, &tm) == NULL ||
		    d.year != tm.tm_year + 1900 || d.month != tm.tm_mon + 1 ||
		    d.day != tm.tm_mday || d.hour != tm.tm_hour ||
		    d.minute != tm.tm_min || d.second != tm.tm_sec)
			wrong++;
	}
	CHECK_INT(wrong, 0);
}

int
main(void)
{
	test_known();
	test_round();
	return unit_done();
}
