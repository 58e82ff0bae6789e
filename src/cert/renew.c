/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert renew, new-ca and own: what ensure does when it is due, done now
 * on request, and the device's own pair put back in place.
 */
#include "base/apart.h"
#include "base/exit.h"
#include "cert/cert_opts.h"
#include "cert/trial.h"
#include "store/back.h"
#include "store/plan.h"
#include "store/run.h"
#include "store/store.h"
#include "store/text.h"

/* Without --force: what the user may not have meant. */
static int
refuse(const struct run *r)
{
	if (r->files.foreign) {
		text_complain(r->conf.dir, STORE_SERVER " was installed by hand"
		    "; --force puts the device's own certificate in its place");
		return EXIT_FAILED;
	}
	if (r->facts.now < r->facts.built) {
		text_complain(NULL, "the clock is not set yet; try again "
		    "later or use --force");
		return EXIT_LATER;
	}
	return EXIT_GOOD;
}

static int
renew(struct run *r, const void *arg)
{
	const struct cert_opts *o = arg;
	int rc;

	if (r->files.second && r->files.foreign)
		return EXIT_NOTHING;	/* "renew" is not about this one */
	rc = o->force ? EXIT_GOOD : refuse(r);
	if (rc != EXIT_GOOD)
		return rc;
	r->facts.asked = "requested";
	return r->files.foreign ? back_serve(r, o->new_key != 0) :
	    back_make(r, o->new_key != 0);
}

/* Why no new CA can be made; NULL: one can. */
static const char *
no_new_ca(const struct run *r)
{
	if (r->conf.self_signed)
		return "there is no CA: issuer = self is configured";
	if (r->files.foreign)
		return STORE_SERVER " was installed by hand and is not "
		    "signed by this CA";
	if (r->files.ca.state == FILE_GOOD && !crt_is_ours(r->files.ca_crt))
		return STORE_CA " was installed by hand; remove it and "
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
	r->facts.asked = "its CA is new";
	if (plan_decide(&p, &r->files, &r->facts, &e) < 0)
		return run_fail(r->conf.dir, &e);
	if (!r->files.second) {
		p.ca_key = p.ca = "requested";
		p.ca_follows = false;
	}
	return run_carry_out(r, &p);
}

/* Nothing is made from a damaged configuration. */
static int
own(struct run *r, const void *arg)
{
	if ((r->conf.bad & CONF_BAD_OWN) == 0)
		return back_own(r, arg);
	if (r->files.foreign)
		return back_as_is(r, arg);
	return r->files.server.state == FILE_GOOD ? back_own(r, arg) :
	    run_fail(NULL, &r->damage);
}

static int
under_lock(const struct cert_opts *o,
    int (*one)(struct run *r, const void *arg), unsigned need)
{
	static APART struct run r;
	int rc;

	if (run_begin(&r, o->config, o->wait_s, o->quiet != 0, true, need) < 0)
		return EXIT_FAILED;
	rc = run_lock(&r);
	if (rc == EXIT_GOOD)
		rc = cert_trial_start(&r, o);
	if (rc == EXIT_GOOD) {
		rc = run_each(&r, one, o);
		cert_trial_done(&r, o, rc);
	}
	run_end(&r);
	return cert_trial_wait(o, rc);
}

int
cert_renew(const struct cert_opts *o)
{
	return under_lock(o, renew, CONF_BAD_OWN);
}

int
cert_own(const struct cert_opts *o)
{
	return under_lock(o, own, CONF_BAD_DIR);
}

int
cert_new_ca(const struct cert_opts *o)
{
	if (!o->yes) {
		text_complain("new-ca", "every phone and computer has to "
		    "install the new CA certificate; confirm with --yes");
		return EXIT_USAGE;
	}
	return under_lock(o, new_ca, CONF_BAD_OWN);
}
