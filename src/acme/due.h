/* SPDX-License-Identifier: MIT */
/*
 * When to ask a CA for an official certificate, and when the device's own pair
 * takes over: from facts alone.  What takes over is rescue.h.
 */
#ifndef ACME_DUE_H
#define ACME_DUE_H

#include "acme/state.h"

enum due_step {
	DUE_NOTHING,
	DUE_ASK,		/* a CA */
	DUE_INSTALL		/* what was issued and is not in place */
};

struct due_facts {
	int64_t now;
	const struct state *state;
	bool has;		/* there is a certificate for our key: */
	int64_t from, to;	/* its validity */
	bool fits;		/* it has all names that are wanted */
	bool serves;		/* it is in place */
	bool installed;		/* it has been in place */
	bool theirs;		/* in place is what a person installed */
	bool asked_for;		/* the CA wants it renewed (RFC 9773) */
	bool force;		/* a person wants it now */
};

struct due {
	enum due_step step;
	const char *why;	/* a sentence */
	int64_t next;		/* when there is something to do; 0: unknown */
};

/*
 * Decides.  A certificate is renewed when a third of its time is left, a little
 * later by the device's own minute.  The wall clock must be right.
 */
void due_decide(struct due *d, const struct due_facts *f);

/*
 * When the own pair takes over from a certificate that is valid FROM and TO: a
 * sixtieth of that, or two hours, before its end.
 */
int64_t due_own(int64_t from, int64_t to);

/* When F's certificate is renewed. */
int64_t due_renewal(const struct due_facts *f);

/*
 * The next try after so many FAILURES: an hour after the first, twice as long
 * after each, a day at most, and not before AFTER, which the CA has named (0:
 * nothing).
 */
int64_t due_again(int64_t now, unsigned long failures, int64_t after);

#endif
