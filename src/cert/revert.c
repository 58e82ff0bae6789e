/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert revert: restores what was there before the last swap; a second
 * revert undoes the first.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/io.h"
#include "base/wipe.h"
#include "cert/cert_opts.h"
#include "store/hooks.h"
#include "store/owed.h"
#include "store/own.h"
#include "store/plan.h"
#include "store/run.h"
#include "store/store.h"
#include "store/text.h"
#include "store/trial.h"
#include "tls/identity.h"

static void
say(const char *line)
{
	io_say(STDOUT_FILENO, line);
}

/* What to restore; the caller frees it. */
struct before {
	struct crt *leaf;
	struct crt *ca;		/* NULL: the CA stays */
	bool with_second;	/* server-also.pem comes with server.pem */
	bool theirs;		/* the leaf was installed by hand */
};

/* Loads NAME, a .prev, as a connection would, and does the arithmetic. */
static int
read_leaf(struct before *b, const char *name, struct err *e)
{
	struct identity *id;
	struct err why;
	bool open = false;

	id = files_identity(name, "there is no previous certificate", &open, e);
	if (id == NULL)
		return -1;
	err_clear(&why);
	if (identity_prove(id, &why) == 0)
		b->leaf = files_leaf(id, &why);
	identity_free(id);
	if (b->leaf == NULL)
		return err_why(e, name, NULL, why.text);
	if (open && chmod(name, 0600) < 0)
		return err_set(e, "chmod 600", name, errno);
	return 0;
}

/* Whether file NAME was installed by hand; -1: E. */
static int
is_theirs(const char *name, bool second, struct err *e)
{
	static APART struct files f;
	int rc = files_read_as(&f, name, second, e);

	if (rc == 0)
		rc = f.foreign;
	files_free(&f);
	return rc;
}

/* Ours does not stay beside one installed by hand: see run_each(). */
static void
put_aside(const struct run *r)
{
	struct err e;

	err_clear(&e);
	if (own_second_aside(r->conf.has_second, say, &e) < 0)
		text_complain("warning", e.text);
}

/*
 * If the previous CA signed the leaf, as after new-ca, that CA and its key have
 * to be restored with it.
 */
static int
read_ca(struct before *b, const struct files *f, struct err *e)
{
	static APART char text[IDENTITY_PEM_MAX];
	const char *at = text;
	struct key *k = NULL;
	struct crt *ca = NULL;
	struct err ignored;
	size_t len = 0;
	bool open;
	int rc;

	/* The CA of both is not restored for the second alone. */
	if (f->second || !crt_is_ours(b->leaf) || f->ca_crt == NULL ||
	    crt_signed_by(b->leaf, f->ca_crt))
		return 0;
	err_clear(&ignored);
	if (files_text(STORE_CA STORE_PREV, false, text, sizeof text, &len,
	    &open, e) < 0)
		return -1;
	text[len] = '\0';
	ca = crt_next(&at, &ignored);
	rc = files_text(STORE_CA_KEY STORE_PREV, true, text, sizeof text, &len,
	    &open, e);
	if (rc > 0)
		k = key_read(text, len, &ignored);
	wipe(text, sizeof text);
	if (ca != NULL && k != NULL && crt_fits(ca, k) &&
	    crt_signed_by(b->leaf, ca)) {
		b->ca = ca;
		ca = NULL;
	}
	key_free(k);
	crt_free(ca);
	return rc < 0 ? -1 : 0;
}

/* The restored CA signed the previous second certificate. */
static bool
has_second(const struct before *b)
{
	struct before second = { .leaf = NULL };
	struct err ignored;
	bool has;

	err_clear(&ignored);
	has = b->ca != NULL && access(STORE_SECOND STORE_PREV, F_OK) == 0 &&
	    read_leaf(&second, STORE_SECOND STORE_PREV, &ignored) == 0 &&
	    crt_signed_by(second.leaf, b->ca);
	crt_free(second.leaf);
	return has;
}

static void
say_back(const struct run *r, const struct before *b)
{
	run_say_serves(r, "restored ", r->files.second);
	if (b->with_second)
		run_say_serves(r, "restored ", true);
	if (b->ca != NULL && !r->quiet)
		io_say(STDOUT_FILENO, "restored the CA that signed it, with "
		    "its key\n");
}

/* ensure may have had a reason to replace what is restored. */
static void
warn(struct run *r, bool second, const struct before *b)
{
	struct plan p;
	struct crt_facts c;
	struct err e;

	err_clear(&e);
	files_free(&r->files);
	if (files_read(&r->files, second, &e) < 0 ||
	    (r->conf.bad & CONF_BAD_OWN) != 0)
		return;
	crt_facts(b->leaf, &c);
	if (r->facts.now >= r->facts.built && r->facts.now > c.not_after)
		text_complain(r->conf.dir,
		    "the restored certificate has expired");
	if (second && !r->conf.has_second && crt_is_ours(b->leaf))
		text_complain("the next `thimble-cert ensure` moves it aside",
		    "no second certificate is configured");
	else if (plan_decide(&p, &r->files, &r->facts, &e) == 0 &&
	    p.leaf != NULL)
		text_complain("the next `thimble-cert ensure` makes a new one",
		    p.leaf);
}

/* The CA first, as in make_planned(). */
static int
swap(const struct before *b, bool second, struct err *e)
{
	int rc;

	owed_note("reverted");
	if (b->theirs && own_keep(files_server(second), second, e) < 0)
		return -1;
	if (b->ca != NULL && (install_revert(STORE_CA_KEY, STORE_PREV, e) < 0 ||
	    install_revert(STORE_CA, STORE_PREV, e) < 0))
		return -1;
	if (b->with_second && install_revert(STORE_SECOND, STORE_PREV, e) < 0)
		return -1;
	rc = install_revert(files_server(second), STORE_PREV, e);
	own_drop(second);
	return rc;
}

static int
revert(struct run *r, bool second)
{
	struct before b = { .leaf = NULL };
	const char *prev = second ? STORE_SECOND STORE_PREV :
	    STORE_SERVER STORE_PREV;
	struct err e;
	int theirs, rc = EXIT_FAILED;

	err_clear(&e);
	r->files.second = second;
	theirs = is_theirs(prev, second, &e);
	if (theirs < 0 || read_leaf(&b, prev, &e) < 0 ||
	    read_ca(&b, &r->files, &e) < 0)
		goto fail;
	b.theirs = theirs > 0;
	b.with_second = has_second(&b);
	if (swap(&b, second, &e) < 0)
		goto fail;
	if (b.theirs && !second)
		put_aside(r);
	say_back(r, &b);
	hooks_run(&r->conf, second, "reverted");
	if (b.with_second)
		hooks_run(&r->conf, true, "reverted");
	warn(r, second, &b);
	rc = EXIT_GOOD;
	goto out;
fail:
	(void)run_fail(r->conf.dir, &e);
	run_say_serves(r, "serves now: ", second);
out:
	crt_free(b.leaf);
	crt_free(b.ca);
	return rc;
}

int
cert_revert(const struct cert_opts *o)
{
	static APART struct run r;
	int rc;

	if (run_begin(&r, o->config, o->wait_s, o->quiet != 0, false,
	    CONF_BAD_DIR) < 0)
		return EXIT_FAILED;
	rc = run_lock(&r);
	if (rc == EXIT_GOOD && trial_left() >= 0) {
		rc = run_undo(&r);
		goto out;
	}
	if (rc == EXIT_GOOD)
		rc = run_random_ready(o->wait_s);
	if (rc == EXIT_GOOD)
		rc = revert(&r, o->second != 0);
out:
	run_end(&r);
	return rc;
}
