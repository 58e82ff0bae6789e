/* SPDX-License-Identifier: MIT */
/* thimble-cert acme: official certificates. */
#include <string.h>
#include <unistd.h>

#include "acme/rescue.h"
#include "acme/run.h"
#include "acme/show.h"
#include "base/apart.h"
#include "base/exit.h"
#include "cert/cert_opts.h"
#include "store/conf_edit.h"
#include "store/text.h"

static int
run(struct acme *a, const struct cert_opts *o)
{
	/* First: nothing that goes wrong later may keep it from happening. */
	int rescued = rescue(o->config, o->wait_s, a->quiet);
	int rc = acme_open(a, o->config);

	if (rc == EXIT_NOTHING && !a->quiet)
		text_complain("acme", "no official certificate is configured: "
		    "set acme in thimble.conf");
	if (rc == EXIT_GOOD)
		rc = acme_run(a);
	acme_close(a);
	return rc == EXIT_NOTHING ? rescued : rc;
}

static int
check(struct acme *a, const struct cert_opts *o)
{
	int rc = acme_open(a, o->config);

	if (rc == EXIT_NOTHING)
		text_complain("acme", "no official certificate is configured: "
		    "set acme in thimble.conf");
	if (rc == EXIT_GOOD)
		rc = acme_check(a);
	acme_close(a);
	return rc;
}

static int
persist(struct acme *a, const struct cert_opts *o)
{
	int rc = acme_open(a, o->config);

	if (rc == EXIT_NOTHING)
		text_complain("acme", "no official certificate is configured: "
		    "set acme in thimble.conf");
	if (rc == EXIT_GOOD)
		rc = acme_persist(a);
	acme_close(a);
	return rc;
}

static int
show(struct acme *a, const struct cert_opts *o)
{
	(void)a;
	return acme_show(o->config, o->json != 0);
}

/*
 * Writes keys of the configuration, which is in the folder of the PEM files;
 * the operands behind the action are KEY=VALUE.
 */
static int
write_keys(struct run *r, const struct cert_opts *o)
{
	struct err e;
	int rc;

	err_clear(&e);
	if (run_begin(r, o->config, o->wait_s, true, false, CONF_BAD_DIR) < 0)
		return EXIT_FAILED;
	if (!conf_is_inside(o->config, r->conf.dir)) {
		text_complain("acme", "thimble.conf is not in the folder of "
		    "the certificates");
		return EXIT_USAGE;
	}
	rc = run_lock(r);
	if (rc != EXIT_GOOD)
		return rc;
	rc = conf_edit(o->files + 1, o->n_files - 1, "acme",
	    CONF_BAD_DIR | CONF_BAD_ACME | CONF_BAD_OTHER, &r->conf, &e);
	return rc > 0 ? EXIT_GOOD : rc == 0 ? EXIT_NOTHING :
	    run_fail("acme", &e);
}

static int
set(struct acme *a, const struct cert_opts *o)
{
	int rc;

	if (o->n_files < 2) {
		text_complain("acme", "set needs words of the form key=value");
		return EXIT_USAGE;
	}
	rc = write_keys(&a->run, o);
	run_end(&a->run);
	return rc;
}

/* All of it for a person who waits: set, look, try, ask. */
static int
get(struct acme *a, const struct cert_opts *o)
{
	int rc = EXIT_NOTHING;

	if (o->n_files > 1) {
		rc = write_keys(&a->run, o);
		run_end(&a->run);
	}
	if (rc != EXIT_GOOD && rc != EXIT_NOTHING)
		return rc;
	a->force = a->careful = true;
	return run(a, o);
}

static const struct {
	const char *word;
	int (*act)(struct acme *a, const struct cert_opts *o);
} actions[] = {
	{ "run", run }, { "check", check }, { "show", show }, { "set", set },
	{ "get", get }, { "persist", persist }
};

enum { ACTIONS = sizeof actions / sizeof actions[0] };

int
cert_acme(const struct cert_opts *o)
{
	static APART struct acme a;
	unsigned i;

	a.quiet = o->quiet != 0;
	a.force = o->force != 0;
	a.wait_s = o->wait_s;
	a.need = CONF_BAD_ALL;
	for (i = 0; o->file != NULL && i < ACTIONS; i++)
		if (strcmp(o->file, actions[i].word) == 0)
			break;
	if (o->file == NULL || i == ACTIONS) {
		text_complain("acme", "the action must be run, check, show, "
		    "set, get or persist");
		return EXIT_USAGE;
	}
	if (o->n_files > 1 && actions[i].act != set && actions[i].act != get) {
		text_complain("acme", "only set and get take more words");
		return EXIT_USAGE;
	}
	return actions[i].act(&a, o);
}
