/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert ensure: makes what is missing, repairs what is ours, renews
 * what is due.  Boot, cron and the clock's hook call it; run twice, the
 * second time there is nothing to do.
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

#define EXPIRED " has expired; a person installed it and has to renew it"
#define EXPIRES " expires in less than 30 days; a person installed it and " \
	"has to renew it"

/* A person's certificate is a person's to renew. */
static void
warn_foreign(const struct cert_files *f, const struct cert_facts *t)
{
	struct crt_facts c;

	if (!f->foreign || f->leaf == NULL || t->now < t->built)
		return;
	crt_facts(f->leaf, &c);
	if (t->now > c.not_after)
		cert_complain(t->conf->dir, f->also ? CERT_ALSO EXPIRED :
		    CERT_SERVER EXPIRED);
	else if (c.not_after - t->now < (int64_t)CERT_WARN_DAYS * DAY_S)
		cert_complain(t->conf->dir, f->also ? CERT_ALSO EXPIRES :
		    CERT_SERVER EXPIRES);
}

/* Whether there is nothing to do. */
static bool
all_is_well(const struct cert_run *r)
{
	struct cert_plan p;
	struct err e;

	err_clear(&e);
	return !r->files.server.open && !r->files.ca_key.open &&
	    !r->files.ca.open && !cert_leftovers() && cert_owed() == NULL &&
	    cert_plan(&p, &r->files, &r->facts, &e) == 0 && !cert_plan_any(&p);
}

static int
mend(struct cert_run *r)
{
	struct cert_plan p;
	struct err e;
	int rc;

	rc = cert_lock(r);
	if (rc != EXIT_GOOD)
		return rc;
	err_clear(&e);
	if (cert_plan(&p, &r->files, &r->facts, &e) < 0)
		return cert_fail(r->conf.dir, &e);
	if (!cert_plan_any(&p))
		return cert_late_hooks(r) || r->shut ? EXIT_GOOD :
		    EXIT_NOTHING;
	return cert_carry_out(r, &p);
}

/* First without the lock: nearly always there is nothing to do. */
static int
ensure(struct cert_run *r, const void *arg)
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
	static APART struct cert_run r;
	int rc;

	r.wait_s = o->wait_s;
	r.quiet = o->quiet != 0;
	if (cert_begin(&r, o->config, true) < 0)
		return EXIT_FAILED;
	rc = cert_each(&r, ensure, NULL);
	cert_end(&r);
	return rc;
}
