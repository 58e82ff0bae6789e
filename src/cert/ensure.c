/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert ensure: makes what is missing, repairs what is ours, renews
 * what is due.  Boot, cron and the clock's hook call it; a second run has
 * nothing to do.
 */
#include "acme/rescue.h"
#include "base/apart.h"
#include "base/date.h"
#include "base/exit.h"
#include "cert/cert_opts.h"
#include "cert/ensure.h"
#include "store/files.h"
#include "store/owed.h"
#include "store/plan.h"
#include "store/run.h"
#include "store/store.h"
#include "store/text.h"
#include "store/trial.h"

/* A certificate installed by hand is renewed by hand; others, by a CA. */
static void
warn_foreign(const struct files *f, const struct plan_facts *t)
{
	char text[200];
	struct crt_facts c;
	const char *why;
	struct sbuf s;
	bool late, official;

	if (!f->foreign || f->leaf == NULL)
		return;
	crt_facts(f->leaf, &c);
	why = plan_time_left(&c, t->now, t->built, &late);
	if (why == NULL || t->now < c.not_before)
		return;
	/* An official one is renewed at this time, and need not be yet. */
	official = rescue_watches(f);
	if (official && !late)
		return;
	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, f->name);
	sbuf_str(&s, " is valid until ");
	date_show(&s, c.not_after);
	sbuf_str(&s, ": ");
	sbuf_str(&s, why);
	sbuf_str(&s, official ? "; it has not been renewed, and `thimble-cert "
	    "acme show` says why" : late ? "; renew it now by hand, or type: "
	    "thimble-cert own" : "; it was installed by hand and has to be "
	    "renewed by hand");
	text_complain(t->conf->dir, text);
}

/* Whether there is nothing to do. */
static bool
all_is_well(const struct run *r)
{
	struct plan p;
	struct err e;

	err_clear(&e);
	return !r->files.server.open && !r->files.ca_key.open &&
	    !r->files.ca.open && !run_leftovers() && owed_action() == NULL &&
	    plan_decide(&p, &r->files, &r->facts, &e) == 0 && !plan_any(&p);
}

static int
mend(struct run *r)
{
	struct plan p;
	struct err e;
	int rc, found;

	rc = run_lock(r);
	if (rc != EXIT_GOOD)
		return rc;
	err_clear(&e);
	found = run_find_own(r, &e);
	if (found < 0)
		return run_fail(r->conf.dir, &e);
	/* Beside another's, with a CA that cannot sign: `own` says so. */
	if (plan_decide(&p, &r->files, &r->facts, &e) < 0)
		return r->files.own ? EXIT_NOTHING :
		    run_fail(r->conf.dir, &e);
	if (plan_any(&p))
		return run_carry_out(r, &p);
	return run_late_hooks(r) || r->shut || found > 0 ? EXIT_GOOD :
	    EXIT_NOTHING;
}

/* First without the lock: nearly always there is nothing to do. */
static int
ensure(struct run *r, const void *arg)
{
	int rc = all_is_well(r) ? EXIT_NOTHING : mend(r);

	(void)arg;
	if (rc == EXIT_GOOD || rc == EXIT_NOTHING)
		warn_foreign(&r->files, &r->facts);
	return rc;
}

/* Under the lock, unless another run has done it or confirmed meanwhile. */
static int
undo(struct run *r)
{
	int rc = run_lock(r);

	return rc == EXIT_GOOD && trial_left() == 0 ? run_undo(r) : rc;
}

int
cert_ensure_all(struct run *r)
{
	int rc = run_each(r, ensure, NULL), own;

	if (rc != EXIT_GOOD && rc != EXIT_NOTHING)
		return rc;
	own = run_each_own(r, ensure, NULL);
	return own == EXIT_NOTHING ? rc : own;
}

int
cert_ensure(const struct cert_opts *o)
{
	static APART struct run r;
	bool undone;
	long left;
	int rc, late;

	/* A trial ends, whatever else is wrong. */
	if (run_begin(&r, o->config, o->wait_s, o->quiet != 0, true,
	    CONF_BAD_DIR) < 0)
		return EXIT_FAILED;
	left = trial_left();
	undone = left == 0;
	if (undone) {
		rc = undo(&r);
		run_end(&r);
		if (rc != EXIT_GOOD)
			return rc;
		/* The configuration may be another one now. */
		if (run_begin(&r, o->config, o->wait_s, o->quiet != 0,
		    true, CONF_BAD_DIR) < 0)
			return EXIT_FAILED;
	}
	/* What is made now might be undone. */
	if (left > 0) {
		run_end(&r);
		return EXIT_NOTHING;
	}
	rc = run_needs(&r, CONF_BAD_OWN) < 0 ? EXIT_FAILED :
	    cert_ensure_all(&r);
	run_end(&r);
	/* At boot, what expired while the power was off. */
	late = rescue(o->config, o->wait_s, o->quiet != 0);
	if (late != EXIT_NOTHING && (rc == EXIT_GOOD || rc == EXIT_NOTHING))
		rc = late;
	return rc == EXIT_NOTHING && undone ? EXIT_GOOD : rc;
}
