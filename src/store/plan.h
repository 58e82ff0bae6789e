/* SPDX-License-Identifier: MIT */
/*
 * What is to be done about the certificates: decided here, from facts alone,
 * without touching a file.
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
	/* A CA is renewed this much before a leaf would outlive it. */
	PLAN_CA_SPARE_DAYS = 30,
	/* A person is warned about what only a person can renew. */
	PLAN_WARN_DAYS = 30
};

/* A reason is NULL where nothing is to be done. */
struct plan {
	const char *ca_key;	/* make a key for the CA */
	const char *ca;		/* make its certificate */
	bool ca_follows;	/* with the subject and names it had */
	const char *leaf;	/* make the server's certificate */
	bool new_key;		/* with a new key */
};

struct plan_facts {
	const struct conf *conf;
	const struct names *wanted;
	int64_t now;		/* wall clock */
	int64_t built;		/* a clock before this is wrong */
	const char *asked;	/* why a leaf is made, due or not; NULL */
};

struct plan_span {
	int64_t from, to;	/* seconds since 1970 */
};

/* The kind of key that belongs into F's server.pem. */
enum key_kind plan_key_kind(const struct files *f,
    const struct plan_facts *t);

/*
 * Fills P.  -1: what lies there is neither good nor ours to repair; E says
 * what a person has to do.
 */
int plan_decide(struct plan *p, const struct files *f,
    const struct plan_facts *t, struct err *e);

/* Whether P has anything to do. */
bool plan_any(const struct plan *p);

/*
 * The validity of a certificate made now for DAYS days: it starts up to a day
 * ago, for clients whose clock is late.
 *
 * While our own clock is wrong it starts at midnight (UTC) of the day before
 * the build.  No other one starts at midnight: that is the mark of a
 * provisional certificate.
 */
void plan_span(struct plan_span *s, const struct plan_facts *t,
    unsigned long days);

/* The certificate, one of ours, was made while the clock was wrong. */
bool plan_is_provisional(const struct crt_facts *c);

#endif
