/* SPDX-License-Identifier: MIT */
/* When a CA is asked, and when the own pair takes over. */
#include "acme/due.h"

#include "lib/unit.h"

enum { HOUR = 3600, DAY = 86400 };

#define NOW 1800000000

static struct state state;
static struct due_facts f;

/* A certificate of LIFE seconds that serves and has LEFT of them. */
static void
serves(int64_t life, int64_t left)
{
	memset(&state, 0, sizeof state);
	memset(&f, 0, sizeof f);
	f.state = &state;
	f.now = NOW;
	f.has = f.fits = f.serves = f.installed = true;
	f.to = NOW + left;
	f.from = f.to - life;
}

static void
is(enum due_step step, const char *what)
{
	struct due d;

	due_decide(&d, &f);
	if (!CHECK_INT(d.step, step))
		printf("\t%s: %s\n", what, d.why);
	CHECK(d.why != NULL);
}

static void
test_lives(void)
{
	static const struct {
		const char *what;
		int64_t life, left;
		enum due_step step;
	} rows[] = {
		{ "90 days, fresh", 90 * DAY, 90 * DAY, DUE_NOTHING },
		{ "90 days, a third", 90 * DAY, 30 * DAY + 1, DUE_NOTHING },
		{ "90 days, less", 90 * DAY, 30 * DAY, DUE_ASK },
		{ "90 days, two", 90 * DAY, 2 * DAY, DUE_ASK },
		{ "90 days, over", 90 * DAY, -1, DUE_ASK },
		{ "6 days, fresh", 6 * DAY, 6 * DAY, DUE_NOTHING },
		{ "6 days, less than a third", 6 * DAY, 2 * DAY, DUE_ASK },
		{ "6 days, three hours", 6 * DAY, 3 * HOUR, DUE_ASK },
		{ "four hours, two left", 4 * HOUR, 2 * HOUR, DUE_NOTHING },
		{ "four hours, one left", 4 * HOUR, HOUR, DUE_ASK }
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		serves(rows[i].life, rows[i].left);
		is(rows[i].step, rows[i].what);
	}
}

/* The own pair takes over a sixtieth before the end, or two hours. */
static void
test_own(void)
{
	static const struct {
		int64_t life, left;
	} rows[] = {
		{ 90 * DAY, 36 * HOUR }, { 6 * DAY, 144 * 60 },
		{ DAY, 2 * HOUR }, { 4 * HOUR, HOUR }
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_INT(due_own(NOW, NOW + rows[i].life),
		    NOW + rows[i].life - rows[i].left);
}

/* The device's minute moves a renewal by less than a sixtieth. */
static void
test_minute(void)
{
	serves(90 * DAY, 30 * DAY);
	state.minute = STATE_MINUTES - 1;
	is(DUE_NOTHING, "its minute has not come");
	f.now += 36 * HOUR;
	is(DUE_ASK, "its minute has come");
	CHECK(due_renewal(&f) < due_own(f.from, f.to));
}

static void
test_failures(void)
{
	serves(90 * DAY, 20 * DAY);
	state.failures = 1;
	state.next = NOW + 1;
	is(DUE_NOTHING, "too early");
	f.force = true;
	is(DUE_ASK, "a person");
	f.force = false;
	f.now++;
	is(DUE_ASK, "time");
	state.next = NOW + 400 * (int64_t)DAY;
	is(DUE_ASK, "a next try of another age");
	CHECK_INT(due_again(NOW, 1, 0), NOW + HOUR);
	CHECK_INT(due_again(NOW, 2, 0), NOW + 2 * HOUR);
	CHECK_INT(due_again(NOW, 5, 0), NOW + 16 * HOUR);
	CHECK_INT(due_again(NOW, 6, 0), NOW + DAY);
	CHECK_INT(due_again(NOW, 1000000, 0), NOW + DAY);
	CHECK_INT(due_again(NOW, 1, NOW + 5 * DAY), NOW + 5 * DAY);
	CHECK_INT(due_again(NOW, 1, NOW - 1), NOW + HOUR);
}

static void
test_persons(void)
{
	serves(90 * DAY, 90 * DAY);
	f.serves = false;
	f.theirs = true;
	is(DUE_NOTHING, "theirs");
	f.force = true;
	is(DUE_INSTALL, "theirs, but asked for");
	serves(90 * DAY, 90 * DAY);
	f.serves = false;
	is(DUE_NOTHING, "a person took it away");
	f.to = NOW - 1;
	is(DUE_NOTHING, "and it has expired");
	f.force = true;
	is(DUE_ASK, "but asked for");
	serves(90 * DAY, 90 * DAY);
	f.serves = false;
	state.own = true;
	is(DUE_INSTALL, "we took it away");
	f.installed = false;
	state.own = false;
	is(DUE_INSTALL, "killed before it was put in place");
	f.from = NOW - 89 * DAY;
	f.to = NOW + DAY;
	is(DUE_ASK, "too old to be put in place");
}

static void
test_others(void)
{
	serves(90 * DAY, 90 * DAY);
	f.fits = false;
	is(DUE_ASK, "other names");
	serves(90 * DAY, 90 * DAY);
	f.asked_for = true;
	is(DUE_ASK, "the CA wants it");
	serves(90 * DAY, 90 * DAY);
	f.from = NOW + 1;
	is(DUE_ASK, "of the future");
	serves(90 * DAY, 90 * DAY);
	f.has = false;
	is(DUE_ASK, "none");
}

int
main(void)
{
	test_lives();
	test_own();
	test_minute();
	test_failures();
	test_persons();
	test_others();
	return unit_done();
}
