/* SPDX-License-Identifier: MIT */
/*
 * The one sentence that a page begins with, decided from facts alone, and the
 * one next step.
 */
#ifndef WEB_VERDICT_H
#define WEB_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sbuf.h"

struct verdict_facts {
	int64_t now, built;	/* seconds since 1970; see plan_facts */
	bool usable;		/* a certificate serves; the rest is about it */
	bool own;		/* it is the device's own */
	bool official;		/* a CA's, which renews itself */
	bool provisional;
	int64_t not_before, not_after;
	long trial_s;		/* seconds left; below 0: no trial */
	const char *missing;	/* a configured name that it lacks; or NULL */
	bool damaged;		/* a line of the configuration is wrong */
	bool kept;		/* it is not usable, and the own pair is kept */
};

struct verdict {
	const char *kind;	/* good, warn, bad */
	const char *next;	/* a verb, or "" */
};

/* Decides, and adds the sentence to S. */
struct verdict verdict_of(const struct verdict_facts *f, struct sbuf *s);

/* Adds the day of EPOCH as people write it: 14 March 2027. */
void verdict_day(struct sbuf *s, int64_t epoch);

#endif
