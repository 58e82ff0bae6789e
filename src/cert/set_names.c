/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert set-names: the names of this device, written to thimble.conf and
 * into the certificate, so that a page can do it and have it on trial.
 */
#include "base/apart.h"
#include "base/exit.h"
#include "cert/cert_opts.h"
#include "cert/ensure.h"
#include "cert/trial.h"
#include "store/conf_edit.h"
#include "store/names.h"
#include "store/store.h"
#include "store/text.h"

static int
fail(const struct err *e)
{
	text_complain("set-names", e->text);
	return EXIT_FAILED;
}

/* The operands; an exit status. */
static int
read_names(struct names *names, const struct cert_opts *o)
{
	const char *bad = NULL;
	char where[96];
	struct sbuf s;
	int i;

	for (i = 0; i < o->n_files && bad == NULL; i++)
		bad = names_read(names, o->files[i]);
	if (bad == NULL && names->n > 0)
		return EXIT_GOOD;
	sbuf_init(&s, where, sizeof where);
	sbuf_str(&s, "set-names");
	if (bad != NULL) {
		sbuf_str(&s, ": ");
		names_word(&s, bad);
	}
	text_complain(where, NAMES_ALLOWED);
	return EXIT_USAGE;
}

/* A line for each name, in place of those that are there; as conf_edit(). */
static int
write_conf(const struct names *names, struct conf *c, struct err *e)
{
	static APART char lines[NAMES_MAX][sizeof "names=" + NAME_TEXT_MAX];
	char *words[NAMES_MAX];
	struct sbuf s;
	unsigned i;

	for (i = 0; i < names->n; i++) {
		words[i] = lines[i];
		sbuf_init(&s, lines[i], sizeof lines[i]);
		sbuf_str(&s, "names=");
		sbuf_str(&s, names->item[i].text);
	}
	return conf_edit(words, (int)names->n, "names", CONF_BAD_OWN, c, e);
}

static int
under_lock(struct run *r, const struct names *names)
{
	struct err e;
	int changed, made;

	err_clear(&e);
	changed = write_conf(names, &r->conf, &e);
	if (changed < 0)
		return fail(&e);
	if (names_wanted(&r->wanted, &r->conf, &e) < 0)
		return fail(&e);
	made = cert_ensure_all(r);
	return made == EXIT_NOTHING && changed ? EXIT_GOOD : made;
}

int
cert_set_names(const struct cert_opts *o)
{
	static APART struct names names;
	static APART struct run r;
	struct err e;
	int rc;

	rc = read_names(&names, o);
	if (rc != EXIT_GOOD)
		return rc;
	err_clear(&e);
	if (run_begin(&r, o->config, o->wait_s, o->quiet != 0, true,
	    CONF_BAD_DIR | CONF_BAD_MAKE) < 0)
		return EXIT_FAILED;
	if (!conf_is_inside(o->config, r.conf.dir)) {
		(void)err_why(&e, STORE_CONF_NAME, NULL, "not in the folder "
		    "of the certificates; change its names by hand");
		rc = fail(&e);
		goto out;
	}
	rc = run_lock(&r);
	if (rc == EXIT_GOOD)
		rc = cert_trial_start(&r, o);
	if (rc == EXIT_GOOD) {
		rc = under_lock(&r, &names);
		cert_trial_done(&r, o, rc);
	}
out:
	run_end(&r);
	return cert_trial_wait(o, rc);
}
