/* SPDX-License-Identifier: MIT */
/* The own pair takes over: see rescue.h. */
#include "acme/rescue.h"

#include <string.h>

#include "acme/due.h"
#include "base/apart.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/log.h"
#include "store/back.h"
#include "store/names.h"
#include "store/store.h"
#include "store/text.h"
#include "store/trial.h"

static void
tell(const char *sentence, const char *why)
{
	char text[ERR_MAX + STATE_REASON_MAX];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "ACME ");
	sbuf_str(&s, sentence);
	sbuf_str(&s, why[0] == '\0' ? "" : "; the reason: ");
	sbuf_str(&s, why);
	text_complain("acme", text + 5);
	log_open("thimble-cert", LOG_FACILITY_DAEMON, LOG_LEVEL_NOTICE);
	log_line(LOG_LEVEL_WARNING, text);
}

/* Whether F's leaf came from a CA by ACME: for that key, or put in by us. */
static bool
is_official(const struct files *f, const struct state *s)
{
	char hash[STATE_HASH];
	struct key *k = NULL;
	struct crt_facts c;
	struct err ignored;
	struct sbuf text;
	bool fits;

	err_clear(&ignored);
	fits = files_key(STORE_ACME_KEY, &k, &ignored) == 0 && k != NULL &&
	    crt_fits(f->leaf, k);
	key_free(k);
	if (fits)
		return true;
	crt_facts(f->leaf, &c);
	sbuf_init(&text, hash, sizeof hash);
	sbuf_hex(&text, c.sha256, sizeof c.sha256, '\0');
	return strcmp(hash, s->installed) == 0;
}

static bool
is_time(const struct run *r, const struct state *s)
{
	struct crt_facts c;

	if (!r->files.foreign || r->files.leaf == NULL ||
	    r->facts.now < r->facts.built)
		return false;
	crt_facts(r->files.leaf, &c);
	return r->facts.now >= due_own(c.not_before, c.not_after) &&
	    is_official(&r->files, s);
}

/* As run_begin(), but with what there is of the configuration. */
static int
begin(struct run *r, const char *config, unsigned long wait_s, bool quiet,
    struct err *damage)
{
	struct err e;

	err_clear(&e);
	run_init(r, config, wait_s, quiet);
	r->need = 0;
	(void)conf_read(config, &r->conf, damage);
	if (names_wanted(&r->wanted, &r->conf, &e) < 0 ||
	    install_enter(r->conf.dir, false, &e) < 0 ||
	    files_read(&r->files, false, &e) < 0)
		return -1;
	return 0;
}

/* Under the lock. */
static int
take_over(struct run *r, bool damaged)
{
	struct err e;
	int rc = EXIT_FAILED;

	/* Noted first: afterwards it would look like a person's wish. */
	state_own(true);
	if (!damaged)
		rc = run_each(r, back_own, NULL);
	if (rc == EXIT_GOOD || rc == EXIT_NOTHING || rc == EXIT_LATER)
		return rc;
	/* What could not be made anew may be good enough as it is. */
	err_clear(&e);
	files_free(&r->files);
	if (files_read(&r->files, false, &e) < 0)
		return run_fail(r->conf.dir, &e);
	return run_each(r, back_as_is, NULL);
}

/* What is known of the reason. */
static const char *
reason(const struct run *r, const struct state *s, const struct err *damage)
{
	if (damage->text[0] != '\0')
		return damage->text;
	if (r->conf.acme.names.n == 0)
		return "no names are configured for it any more";
	return s->obstacle[0] != '\0' ? s->obstacle : s->reason;
}

/* Under the lock, if it is still time: another run may have renewed it. */
static int
act(struct run *r, struct state *s, const struct err *damage)
{
	int rc = run_lock(r);

	if (rc == EXIT_GOOD)
		rc = run_random_ready(r->wait_s);
	if (rc != EXIT_GOOD || !is_time(r, s))
		return rc == EXIT_GOOD ? EXIT_NOTHING : rc;
	rc = take_over(r, (r->conf.bad & CONF_BAD_OWN) != 0);
	if (rc == EXIT_GOOD)
		tell("the official certificate could not be renewed in time: "
		    "the device's own is used until it is", reason(r, s,
		    damage));
	else if (rc != EXIT_LATER)
		tell("the official certificate is about to expire, and the "
		    "device's own could not take its place", "");
	return rc;
}

int
rescue(const char *config, unsigned long wait_s, bool quiet)
{
	static APART struct run r;
	static APART struct state s;
	struct err damage;
	int rc = EXIT_NOTHING;

	err_clear(&damage);
	if (begin(&r, config, wait_s, quiet, &damage) == 0) {
		state_load(&s);
		if (is_time(&r, &s) && trial_left() < 0)
			rc = act(&r, &s, &damage);
	}
	run_end(&r);
	return rc;
}

bool
rescue_watches(const struct files *f)
{
	static APART struct state s;

	state_load(&s);
	return f->foreign && f->leaf != NULL && is_official(f, &s);
}
