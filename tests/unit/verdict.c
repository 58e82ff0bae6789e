/* SPDX-License-Identifier: MIT */
/* The sentence that a page begins with. */
#include "web/verdict.h"

#include "lib/unit.h"

enum { DAY = 86400, BUILT = 1700000000 };

static const struct verdict_facts good = {
	.now = BUILT + 100 * DAY, .built = BUILT, .usable = true, .own = true,
	.not_before = BUILT + 99 * DAY, .not_after = BUILT + 496 * DAY,
	.trial_s = -1
};

static void
says(const struct verdict_facts *f, const char *kind, const char *next,
    const char *text)
{
	char room[200];
	struct verdict v;
	struct sbuf s;

	sbuf_init(&s, room, sizeof room);
	v = verdict_of(f, &s);
	CHECK_STR(v.kind, kind);
	CHECK_STR(v.next, next);
	CHECK_STR(room, text);
}

static void
times(void)
{
	struct verdict_facts f = good;

	says(&f, "good", "", "Everything is in order until 24 March 2025");
	f.now = f.not_after - 132 * DAY;
	says(&f, "warn", "renew", "The certificate was not renewed, and "
	    "expires on 24 March 2025");
	f.own = false;
	f.official = true;
	says(&f, "good", "", "Everything is in order until 24 March 2025");
	f.now = f.not_after - 39 * DAY;
	says(&f, "warn", "acme", "The certificate was not renewed, and "
	    "expires on 24 March 2025");
	f.official = false;
	f.now = f.not_after - 132 * DAY;
	says(&f, "warn", "install", "The certificate has to be renewed by hand "
	    "before 24 March 2025");
	f.now = f.not_after - 39 * DAY;
	says(&f, "bad", "install", "The certificate has to be renewed by hand "
	    "before 24 March 2025");
	f.now = f.not_after + 1;
	says(&f, "bad", "install", "The certificate has expired");
	f.own = true;
	says(&f, "bad", "renew", "The certificate has expired");
	f.now = f.not_before - 1;
	says(&f, "bad", "renew", "The certificate is not valid yet");
}

/* What is damaged: said, unless something is more urgent. */
static void
damaged(void)
{
	struct verdict_facts f = good;

	f.damaged = true;
	says(&f, "warn", "", "There is a mistake in thimble.conf; the "
	    "certificate is valid until 24 March 2025");
	f.now = f.not_after + 1;
	says(&f, "bad", "renew", "The certificate has expired");
	f = good;
	f.usable = false;
	says(&f, "bad", "renew", "There is no usable certificate");
	f.kept = true;
	says(&f, "bad", "own", "There is no usable certificate");
}

static void
trials(void)
{
	struct verdict_facts f = good;

	f.trial_s = 240;
	says(&f, "warn", "confirm", "Trial: confirm within 4 minutes");
	f.trial_s = 239;
	says(&f, "warn", "confirm", "Trial: confirm within 4 minutes");
	f.trial_s = 60;
	says(&f, "warn", "confirm", "Trial: confirm within 1 minute");
	f.trial_s = 1;
	says(&f, "warn", "confirm", "Trial: confirm within 1 minute");
	f.trial_s = 0;
	says(&f, "warn", "", "The trial is over; the change is being undone");
}

int
main(void)
{
	struct verdict_facts f = good;

	times();
	trials();
	damaged();
	f.missing = "mail.example";
	says(&f, "warn", "renew", "The certificate does not have the name "
	    "mail.example");
	f.provisional = true;
	says(&f, "warn", "renew", "Provisional: this device does not know the "
	    "time yet");
	f = good;
	f.now = BUILT - 1;
	says(&f, "warn", "set-clock", "Provisional: this device does not know "
	    "the time yet");
	f.usable = false;
	says(&f, "bad", "renew", "There is no usable certificate");
	return unit_done();
}
