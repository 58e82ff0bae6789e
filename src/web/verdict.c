/* SPDX-License-Identifier: MIT */
/* The verdict: see verdict.h. */
#include "web/verdict.h"

#include <string.h>

#include "base/date.h"
#include "store/plan.h"

void
verdict_day(struct sbuf *s, int64_t epoch)
{
	static const char months[12][10] = {
		"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December"
	};
	struct date d;

	date_from_epoch(&d, epoch);
	sbuf_dec(s, (uint64_t)d.day);
	sbuf_char(s, ' ');
	sbuf_str(s, months[d.month - 1]);
	sbuf_char(s, ' ');
	sbuf_dec(s, (uint64_t)d.year);
}

/* Rounded up: a button that is pressed at the end still works. */
static void
add_minutes(struct sbuf *s, long seconds)
{
	long minutes = (seconds + 59) / 60;

	sbuf_dec(s, (uint64_t)minutes);
	sbuf_str(s, minutes == 1 ? " minute" : " minutes");
}

static struct verdict
on_trial(const struct verdict_facts *f, struct sbuf *s)
{
	const struct verdict v = { "warn", "confirm" };

	if (f->trial_s == 0) {
		sbuf_str(s, "The trial is over; the change is being undone");
		return (struct verdict){ "warn", "" };
	}
	sbuf_str(s, "Trial: confirm within ");
	add_minutes(s, f->trial_s);
	return v;
}

static struct verdict
dated(const struct verdict_facts *f, struct sbuf *s)
{
	const struct crt_facts c = {
		.not_before = f->not_before, .not_after = f->not_after
	};
	struct verdict v = { "warn", f->own ? "renew" : f->official ? "acme" :
	    "install" };
	const char *why;
	bool late;

	why = plan_time_left(&c, f->now, f->built, &late);
	if (f->now < f->not_before) {
		v.kind = "bad";
		sbuf_str(s, "The certificate is not valid yet");
	} else if (f->now > f->not_after) {
		v.kind = "bad";
		sbuf_str(s, "The certificate has expired");
	} else if (why != NULL && (late || !f->official)) {
		v.kind = late && !f->official ? "bad" : "warn";
		sbuf_str(s, f->own || f->official ?
		    "The certificate was not renewed, and expires on " :
		    "The certificate has to be renewed by hand before ");
		verdict_day(s, f->not_after);
	} else if (f->missing != NULL) {
		sbuf_str(s, "The certificate does not have the name ");
		sbuf_str(s, f->missing);
	} else {
		v.kind = f->damaged ? "warn" : "good";
		v.next = "";
		sbuf_str(s, f->damaged ? "There is a mistake in thimble.conf; "
		    "the certificate is valid until " :
		    "Everything is in order until ");
		verdict_day(s, f->not_after);
	}
	return v;
}

struct verdict
verdict_of(const struct verdict_facts *f, struct sbuf *s)
{
	struct verdict v = { "bad", "renew" };

	if (f->trial_s >= 0)
		return on_trial(f, s);
	if (!f->usable) {
		v.next = f->kept ? "own" : v.next;
		sbuf_str(s, "There is no usable certificate");
		return v;
	}
	if (f->now < f->built || f->provisional) {
		v.kind = "warn";
		v.next = f->now < f->built ? "set-clock" : "renew";
		sbuf_str(s, "Provisional: this device does not know the time "
		    "yet");
		return v;
	}
	return dated(f, s);
}
