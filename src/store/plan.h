/* SPDX-License-Identifier: MIT */
/*
 * Decides what to do about the certificates, from facts alone, without touching
 * a file.
 */
#ifndef STORE_PLAN_H
#define STORE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"
#include "store/conf.h"
#include "store/files.h"

enum {
	DAY_S = 86400,
	PLAN_CA_DAYS = 3650,
	/* A CA is renewed this long before a leaf would outlive it. */
	PLAN_CA_SPARE_DAYS = 30
};

/* The reason for each step; NULL: not needed. */
struct plan {
	const char *ca_key;	/* make a key for the CA */
	const char *ca;		/* make its certificate */
	bool ca_follows;	/* keep its subject and names */
	const char *leaf;	/* make the server's certificate */
	bool new_key;		/* with a new key */
};

struct plan_facts {
	const struct conf *conf;
	const struct names *wanted;
	int64_t now;		/* wall clock */
	int64_t built;		/* a clock before this is wrong */
	const char *asked;	/* why to make a leaf, due or not; or NULL */
};

struct plan_span {
	int64_t from, to;	/* seconds since 1970 */
};

/* The kind of key that F's server.pem should have. */
enum key_kind plan_key_kind(const struct files *f,
    const struct plan_facts *t);

/*
 * Fills P.  -1: a file is bad, and not ours to repair; E says what the user has
 * to do.
 */
int plan_decide(struct plan *p, const struct files *f,
    const struct plan_facts *t, struct err *e);

/* Whether P has a step to do. */
bool plan_any(const struct plan *p);

/*
 * The validity of a certificate made now for DAYS days: it starts up to a day
 * ago, for clients whose clock is slow.
 *
 * While our own clock is wrong, it starts at midnight (UTC) of the day before
 * the build.  No other certificate of ours starts at midnight: that marks it as
 * provisional.
 */
void plan_span(struct plan_span *s, const struct plan_facts *t,
    unsigned long days);

/*
 * What to say about the time that a certificate has left; NULL: nothing, or the
 * clock proves nothing because it is not set.  Relative to its lifetime, which
 * may be six days or two years.  *LATE: false while a tenth or more is left.
 */
const char *plan_time_left(const struct crt_facts *c, int64_t now,
    int64_t built, bool *late);

/* C, a certificate of ours, was made while the clock was wrong. */
bool plan_is_provisional(const struct crt_facts *c);

#endif
