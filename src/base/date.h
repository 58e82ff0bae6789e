/* SPDX-License-Identifier: MIT */
/*
 * Calendar dates of the Gregorian calendar in UTC, from year 1 to 9999, as
 * certificates write them (RFC 5280, 4.1.2.5).
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdint.h>

#include "base/sbuf.h"

struct date {
	int year;		/* 2026 */
	int month, day;		/* from 1 */
	int hour, minute, second;
};

/* Seconds since 1970, negative before. */
int64_t date_to_epoch(const struct date *d);

/* The other way round. */
void date_from_epoch(struct date *d, int64_t epoch);

/* Adds EPOCH as RFC 3339 has it: 2026-11-23T20:49:00Z. */
void date_show(struct sbuf *s, int64_t epoch);

#endif
