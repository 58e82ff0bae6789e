/* SPDX-License-Identifier: MIT */
/*
 * Calendar dates: see date.h.  Days are counted from 1 March of year 0, so
 * that the leap day is the last of its year, in cycles of 400 years.
 */
#include "base/date.h"

enum {
	CYCLE_DAYS = 146097,		/* 400 years */
	EPOCH_DAYS = 719468		/* 0000-03-01 to 1970-01-01 */
};

int64_t
date_to_epoch(const struct date *d)
{
	int64_t year = d->month > 2 ? d->year : d->year - 1;
	int64_t cycle = year / 400;
	int64_t of_cycle = year - cycle * 400;
	int64_t month = d->month > 2 ? d->month - 3 : d->month + 9;
	int64_t day = (153 * month + 2) / 5 + d->day - 1;
	int64_t days = cycle * CYCLE_DAYS + of_cycle * 365 + of_cycle / 4 -
	    of_cycle / 100 + day - EPOCH_DAYS;

	return days * 86400 + d->hour * 3600 + d->minute * 60 + d->second;
}

void
date_from_epoch(struct date *d, int64_t epoch)
{
	int64_t days = epoch / 86400;
	int64_t rest = epoch % 86400;
	int64_t cycle, of_cycle, year, month;

	if (rest < 0) {
		rest += 86400;
		days--;
	}
	days += EPOCH_DAYS;
	cycle = days / CYCLE_DAYS;
	days -= cycle * CYCLE_DAYS;
	of_cycle = (days - days / 1460 + days / 36524 -
	    days / (CYCLE_DAYS - 1)) / 365;
	days -= of_cycle * 365 + of_cycle / 4 - of_cycle / 100;
	month = (5 * days + 2) / 153;
	year = cycle * 400 + of_cycle;
	d->day = (int)(days - (153 * month + 2) / 5 + 1);
	d->month = (int)(month < 10 ? month + 3 : month - 9);
	d->year = (int)(d->month > 2 ? year : year + 1);
	d->hour = (int)(rest / 3600);
	d->minute = (int)(rest / 60 % 60);
	d->second = (int)(rest % 60);
}

static void
part(struct sbuf *s, int v, unsigned width, char after)
{
	sbuf_dec0(s, (uint64_t)v, width);
	sbuf_char(s, after);
}

void
date_show(struct sbuf *s, int64_t epoch)
{
	struct date d;

	date_from_epoch(&d, epoch);
	part(s, d.year, 4, '-');
	part(s, d.month, 2, '-');
	part(s, d.day, 2, 'T');
	part(s, d.hour, 2, ':');
	part(s, d.minute, 2, ':');
	part(s, d.second, 2, 'Z');
}
