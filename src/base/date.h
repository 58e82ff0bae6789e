/* SPDX-License-Identifier: MIT */
/*
 * Dates of the Gregorian calendar in UTC, years 1 to 9999, as used in
 * certificates (RFC 5280, 4.1.2.5).
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

/* The reverse. */
void date_from_epoch(struct date *d, int64_t epoch);

/* Adds EPOCH in the form of RFC 3339: 2026-11-23T20:49:00Z. */
void date_show(struct sbuf *s, int64_t epoch);

#endif
