/* SPDX-License-Identifier: MIT */
/* When to do what: see due.h. */
#include "acme/due.h"

enum { HOUR_S = 3600, DAY_S = 86400 };

int64_t
due_own(int64_t from, int64_t to)
{
	int64_t life = to - from, spare = life / 60, least = 2 * HOUR_S;

	if (least > life / 4)
		least = life / 4;
	return to - (spare > least ? spare : least);
}

int64_t
due_renewal(const struct due_facts *f)
{
	int64_t life = f->to - f->from;

	return f->to - life / 3 +
	    life / 60 * (int64_t)f->state->minute / STATE_MINUTES;
}

int64_t
due_again(int64_t now, unsigned long failures, int64_t after)
{
	int64_t wait = HOUR_S;

	for (; failures > 1 && wait < DAY_S; failures--)
		wait *= 2;
	if (wait > DAY_S)
		wait = DAY_S;
	return now + wait > after ? now + wait : after;
}

static void
set(struct due *d, enum due_step step, const char *why, int64_t next)
{
	d->step = step;
	d->why = why;
	d->next = next;
}

/* Asks, unless the last failure is too fresh. */
static void
ask(struct due *d, const struct due_facts *f, const char *why)
{
	if (f->force || f->now >= f->state->next ||
	    /* The clock was ahead when that was written. */
	    f->state->next > f->now + 8 * DAY_S || f->state->failures == 0)
		set(d, DUE_ASK, why, f->now);
	else
		set(d, DUE_NOTHING, "waits after a failure", f->state->next);
}

void
due_decide(struct due *d, const struct due_facts *f)
{
	if (f->theirs && !f->force) {
		set(d, DUE_NOTHING, "a certificate that a person installed is "
		    "in use; to replace it, type: thimble-cert acme run "
		    "--force", 0);
	} else if (f->has && f->installed && !f->serves && !f->state->own &&
	    !f->force) {
		set(d, DUE_NOTHING, "a person has put another certificate in "
		    "its place; to go on, type: thimble-cert acme run "
		    "--force", 0);
	} else if (!f->has) {
		ask(d, f, "there is none yet");
	} else if (f->now < f->from) {
		ask(d, f, "it was issued while the clock was ahead");
	} else if (f->now >= due_own(f->from, f->to)) {
		ask(d, f, "the last one has expired or is about to");
	} else if (!f->fits) {
		ask(d, f, "other names are configured");
	} else if (!f->serves) {
		set(d, DUE_INSTALL, "it was issued and is not in use yet",
		    f->now);
	} else if (f->force) {
		ask(d, f, "asked for");
	} else if (f->asked_for) {
		ask(d, f, "the CA wants it renewed");
	} else if (f->now >= due_renewal(f)) {
		ask(d, f, "less than a third of its time is left");
	} else {
		set(d, DUE_NOTHING, "it is not due", due_renewal(f));
	}
}
