/* SPDX-License-Identifier: MIT */
/* Setting the clock: see set_clock.h. */
#include "web/set_clock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/exit.h"
#include "base/log.h"
#include "base/num.h"
#include "store/plan.h"
#include "store/trial.h"
#include "web/sign.h"

/* N digits at *AT and the separator behind them; -1: not so, or too large. */
static int
part(const char **at, unsigned n, unsigned long max, const char *after)
{
	char digits[8];
	unsigned long value;
	struct sbuf s;

	sbuf_init(&s, digits, sizeof digits);
	sbuf_mem(&s, *at, strnlen(*at, n));
	if (s.len != n || num_parse(digits, 0, max, &value) < 0)
		return -1;
	*at += n;
	if (after[0] != '\0' && (**at == '\0' ||
	    strchr(after, **at) == NULL))
		return -1;
	*at += after[0] != '\0';
	return (int)value;
}

/* What may follow the minutes. */
static int
read_rest(const char *at, struct date *d)
{
	d->second = 0;
	if (*at == ':') {
		at++;
		d->second = part(&at, 2, 59, "");
		if (*at == '.')
			at += 1 + strspn(at + 1, "0123456789");
	}
	if (*at == 'Z')
		at++;
	return *at == '\0' && d->second >= 0 ? 0 : -1;
}

static int
read_date(const char *text, int64_t *epoch)
{
	struct date d, again;

	d.year = part(&text, 4, 9999, "-");
	d.month = d.year < 0 ? -1 : part(&text, 2, 12, "-");
	d.day = d.month < 1 ? -1 : part(&text, 2, 31, "T ");
	d.hour = d.day < 1 ? -1 : part(&text, 2, 23, ":");
	d.minute = d.hour < 0 ? -1 : part(&text, 2, 59, "");
	if (d.minute < 0 || read_rest(text, &d) < 0)
		return -1;
	*epoch = date_to_epoch(&d);
	/* There is no 31 June. */
	date_from_epoch(&again, *epoch);
	return again.day == d.day ? 0 : -1;
}

int
set_clock_judge(const char *text, int64_t built, int64_t *epoch,
    struct err *e)
{
	unsigned long seconds;

	if (num_parse(text, 0, 0xffffffff, &seconds) == 0)
		*epoch = (int64_t)seconds;
	else if (read_date(text, epoch) < 0)
		return err_why(e, "time", NULL, "must be a date and a time in "
		    "UTC, such as 2026-11-29T10:49");
	if (*epoch < built)
		return err_why(e, "time", NULL, "before this device's software "
		    "was made; check date and year");
	if (*epoch - built > (int64_t)SET_CLOCK_YEARS * 366 * DAY_S)
		return err_why(e, "time", NULL, "more than 20 years after this "
		    "device's software was made; check the year");
	return 0;
}

int
set_clock_decide(int64_t epoch, int64_t now, int64_t built, bool synced,
    struct err *e)
{
	if (now < built)
		return EXIT_GOOD;
	/* A time server, or somebody else, was faster. */
	if (synced || (epoch <= now + DAY_S && epoch >= now - DAY_S))
		return EXIT_NOTHING;
	if (epoch > now)
		return EXIT_GOOD;
	(void)err_why(e, "time", NULL, "before this device's clock, which can "
	    "only be put forward; check date and year");
	return EXIT_USAGE;
}

/*
 * Then, behind a jump, a connection from before the change would count as
 * younger, and confirm it: see status_is_fresh().
 */
static bool
is_on_trial(const struct web *w)
{
	struct err ignored;

	err_clear(&ignored);
	return sign_enter(w, &ignored) == 0 && trial_left() > 0;
}

/* What the next boot starts from; without it, from an earlier time. */
static void
stamp(const char *file)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		return;
	(void)fsync(fd);
	(void)close(fd);
}

static void
note(const struct ask *a, int64_t epoch)
{
	char line[120];
	struct sbuf s;

	sbuf_init(&s, line, sizeof line);
	sbuf_str(&s, "CLOCK time=");
	date_show(&s, epoch);
	if (a->from != NULL) {
		sbuf_str(&s, " from=");
		sbuf_str(&s, a->from);
	}
	log_line(LOG_LEVEL_NOTICE, line);
}

int
set_clock_run(const struct web *w, const struct ask *a,
    const struct form *f, struct out *o, struct err *e)
{
	const int64_t built = clock_built();
	const struct form_field *p = form_next(f, "time", NULL);
	int64_t epoch;
	int rc;

	(void)o;
	if (p != NULL && form_next(f, "time", p) != NULL)
		(void)err_why(e, "time", NULL, "given twice");
	if (e->text[0] != '\0' ||
	    set_clock_judge(form_value(f, "time"), built, &epoch, e) < 0)
		return EXIT_USAGE;
	rc = set_clock_decide(epoch, clock_wall(), built, clock_synced(), e);
	if (rc != EXIT_GOOD)
		return rc;
	if (a->guarded && is_on_trial(w)) {
		(void)err_why(e, NULL, NULL, "a change is on trial; confirm or "
		    "undo it first");
		return EXIT_LATER;
	}
	if (clock_set(epoch) < 0) {
		err_set(e, "set", "the clock", errno);
		return EXIT_FAILED;
	}
	if (w->stamp != NULL)
		stamp(w->stamp);
	note(a, epoch);
	return EXIT_GOOD;
}
