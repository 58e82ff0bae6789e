/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert renew and new-ca: what ensure does when it is due, done now
 * because a person says so.
 */
#include "base/apart.h"
#include "base/exit.h"
#include "cert/cert_opts.h"
#include "store/plan.h"
#include "store/run.h"
#include "store/store.h"
#include "store/text.h"

/* Without --force: what a person did not mean, or what cannot be undone. */
static int
refuse(const struct run *r)
{
	if (r->files.foreign) {
		text_complain(r->conf.dir, "a person installed " STORE_SERVER
		    "; --force replaces it by one of ours");
		return EXIT_FAILED;
	}
	if (r->facts.now < r->facts.built) {
		text_complain(NULL, "the clock is not set yet; try again "
		    "later, or --force");
		return EXIT_LATER;
	}
	return EXIT_GOOD;
}

static int
renew(struct run *r, const void *arg)
{
	const struct cert_opts *o = arg;
	const bool theirs = r->files.foreign;
	struct plan p;
	struct err e;
	int rc;

	if (r->files.second && theirs)
		return EXIT_NOTHING;	/* nobody meant that one */
	rc = o->force ? EXIT_GOOD : refuse(r);
	if (rc != EXIT_GOOD)
		return rc;
	/* Its key is theirs as well: the plan makes a new one. */
	r->files.foreign = false;
	r->facts.asked = theirs ? "instead of the one that a person installed" :
	    "asked for";
	err_clear(&e);
	if (plan_decide(&p, &r->files, &r->facts, &e) < 0)
		return run_fail(r->conf.dir, &e);
	if (o->new_key)
		p.new_key = true;
	return run_carry_out(r, &p);
}

/* Whose certificates these are, and whether a CA signs them at all. */
static const char *
no_new_ca(const struct run *r)
{
	if (r->conf.self_signed)
		return "there is no CA with issuer = self";
	if (r->files.foreign)
		return "a person installed " STORE_SERVER ", which is not by "
		    "this CA";
	if (r->files.ca.state == FILE_GOOD && !crt_is_ours(r->files.ca_crt))
		return "a person put " STORE_CA " there; remove it and "
		    STORE_CA_KEY " first";
	return NULL;
}

static int
new_ca(struct run *r, const void *arg)
{
	const char *why = no_new_ca(r);
	struct plan p;
	struct err e;

	(void)arg;
	if (r->files.second && r->files.foreign)
		return EXIT_NOTHING;
	if (why != NULL) {
		text_complain(r->conf.dir, why);
		return EXIT_FAILED;
	}
	err_clear(&e);
	r->facts.asked = "its CA was made anew";
	if (plan_decide(&p, &r->files, &r->facts, &e) < 0)
		return run_fail(r->conf.dir, &e);
	if (!r->files.second) {
		p.ca_key = p.ca = "asked for";
		p.ca_follows = false;
	}
	return run_carry_out(r, &p);
}

static int
under_lock(const struct cert_opts *o,
    int (*one)(struct run *r, const void *arg))
{
	static APART struct run r;
	int rc;

	if (run_begin(&r, o->config, o->wait_s, o->quiet != 0, true) < 0)
		return EXIT_FAILED;
	rc = run_lock(&r);
	if (rc == EXIT_GOOD)
		rc = run_each(&r, one, o);
	run_end(&r);
	return rc;
}

int
cert_renew(const struct cert_opts *o)
{
	return under_lock(o, renew);
}

int
cert_new_ca(const struct cert_opts *o)
{
	if (!o->yes) {
		text_complain("new-ca", "every phone and computer has to "
		    "install the new CA certificate; if so, add --yes");
		return EXIT_USAGE;
	}
	return under_lock(o, new_ca);
}
