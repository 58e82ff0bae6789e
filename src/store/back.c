/* SPDX-License-Identifier: MIT */
/* Back to the device's own pair: see back.h. */
#include "store/back.h"

#include "base/exit.h"
#include "store/plan.h"
#include "store/store.h"
#include "store/text.h"

int
back_make(struct run *r, bool new_key)
{
	struct plan p;
	struct err e;

	err_clear(&e);
	if (run_find_own(r, &e) < 0 ||
	    plan_decide(&p, &r->files, &r->facts, &e) < 0)
		return run_fail(r->conf.dir, &e);
	if (new_key)
		p.new_key = true;
	return plan_any(&p) ? run_carry_out(r, &p) : EXIT_GOOD;
}

/* R->files are those of the own pair. */
static int
look(struct run *r)
{
	bool second = r->files.second;
	struct err e;

	err_clear(&e);
	files_free(&r->files);
	return files_read_as(&r->files, files_own(second), second, &e) < 0 ?
	    run_fail(r->conf.dir, &e) : EXIT_GOOD;
}

int
back_serve(struct run *r, bool new_key)
{
	int rc = look(r);

	if (rc == EXIT_GOOD)
		rc = back_make(r, new_key);
	return rc == EXIT_GOOD ? run_serve_own(r) : rc;
}

int
back_own(struct run *r, const void *arg)
{
	struct err e;
	int rc;

	(void)arg;
	if (r->files.foreign)
		return back_serve(r, false);
	if (!r->files.second && r->files.server.state == FILE_NONE)
		return back_make(r, false);
	err_clear(&e);
	rc = run_find_own(r, &e);
	if (rc < 0)
		return run_fail(r->conf.dir, &e);
	if (rc == 0 && !r->files.second)
		run_say_serves(r, "already in use: ", false);
	return rc > 0 || run_late_hooks(r) ? EXIT_GOOD : EXIT_NOTHING;
}

int
back_as_is(struct run *r, const void *arg)
{
	struct crt_facts c;
	int rc;

	(void)arg;
	if (!r->files.foreign)
		return EXIT_NOTHING;
	rc = look(r);
	if (rc != EXIT_GOOD)
		return rc;
	if (r->files.leaf == NULL) {
		text_complain(r->conf.dir, "there is no certificate of the "
		    "device's own");
		return EXIT_FAILED;
	}
	crt_facts(r->files.leaf, &c);
	if (r->facts.now >= c.not_after) {
		text_complain(r->conf.dir, "the device's own certificate has "
		    "expired, too");
		return EXIT_FAILED;
	}
	return run_serve_own(r);
}
