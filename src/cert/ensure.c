/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert ensure: makes what is missing, repairs what is ours, renews
 * what is due.  Boot, cron and the clock's hook call it; a second run has
 * nothing to do.
 */
#include "base/apart.h"
#include "base/exit.h"
#include "cert/cert_opts.h"
#include "store/files.h"
#include "store/owed.h"
#include "store/plan.h"
#include "store/run.h"
#include "store/store.h"
#include "store/text.h"

#define EXPIRED " has expired; it was installed by hand and has to be " \
	"renewed by hand"
#define EXPIRES " expires in less than 30 days; it was installed by hand " \
	"and has to be renewed by hand"

/* A certificate installed by hand is renewed by hand. */
static void
warn_foreign(const struct files *f, const struct plan_facts *t)
{
	struct crt_facts c;

	if (!f->foreign || f->leaf == NULL || t->now < t->built)
		return;
	crt_facts(f->leaf, &c);
	if (t->now > c.not_after)
		text_complain(t->conf->dir, f->second ? STORE_SECOND EXPIRED :
		    STORE_SERVER EXPIRED);
	else if (c.not_after - t->now < (int64_t)PLAN_WARN_DAYS * DAY_S)
		text_complain(t->conf->dir, f->second ? STORE_SECOND EXPIRES :
		    STORE_SERVER EXPIRES);
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
	int rc;

	rc = run_lock(r);
	if (rc != EXIT_GOOD)
		return rc;
	err_clear(&e);
	if (plan_decide(&p, &r->files, &r->facts, &e) < 0)
		return run_fail(r->conf.dir, &e);
	if (!plan_any(&p))
		return run_late_hooks(r) || r->shut ? EXIT_GOOD :
		    EXIT_NOTHING;
	return run_carry_out(r, &p);
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

int
cert_ensure(const struct cert_opts *o)
{
	static APART struct run r;
	int rc;

	if (run_begin(&r, o->config, o->wait_s, o->quiet != 0, true) < 0)
		return EXIT_FAILED;
	rc = run_each(&r, ensure, NULL);
	run_end(&r);
	return rc;
}
