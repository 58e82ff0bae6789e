/* SPDX-License-Identifier: MIT */
/* Changes on trial, and thimble-cert confirm. */
#include "cert/trial.h"

#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/io.h"
#include "store/text.h"
#include "store/trial.h"

enum { PATIENCE_S = 600 };	/* of the waiting process, for the lock */

int
cert_trial_start(struct run *r, const struct cert_opts *o)
{
	struct err e;
	int rc = run_trial(r, o->trial_min > 0);

	if (rc != EXIT_GOOD || o->trial_min == 0)
		return rc;
	err_clear(&e);
	r->trial = trial_left() < 0;
	return trial_start(o->trial_min, &e) < 0 ?
	    run_fail(r->conf.dir, &e) : EXIT_GOOD;
}

void
cert_trial_done(struct run *r, const struct cert_opts *o, int rc)
{
	struct err e;

	if (o->trial_min > 0 && rc == EXIT_GOOD && !r->quiet)
		io_say(STDOUT_FILENO, "on trial: undone unless you type in "
		    "time: thimble-cert confirm\n");
	/* It failed, or there was nothing to do. */
	err_clear(&e);
	if (r->trial && rc != EXIT_GOOD && trial_undo(&e) < 0)
		(void)run_fail(r->conf.dir, &e);
}

int
cert_trial_wait(const struct cert_opts *o, int rc)
{
	struct cert_opts later = { .quiet = 1, .wait_s = PATIENCE_S };
	int pid;

	if (o->trial_min == 0 || rc != EXIT_GOOD)
		return rc;
	pid = trial_fork();
	if (pid < 0)
		text_complain("warning", "no process to wait for the end of "
		    "the trial; the next ensure after it undoes the change");
	if (pid != 0 || trial_left() != 0)
		return rc;
	later.config = o->config;
	return cert_ensure(&later);
}

int
cert_confirm(const struct cert_opts *o)
{
	static APART struct run r;
	struct err e;
	long left;
	int rc;

	if (run_begin(&r, o->config, o->wait_s, o->quiet != 0, false,
	    CONF_BAD_DIR) < 0)
		return EXIT_FAILED;
	rc = run_lock(&r);
	if (rc != EXIT_GOOD)
		goto out;
	err_clear(&e);
	left = trial_left();
	if (left > 0) {
		rc = trial_keep(&e) < 0 ? run_fail(r.conf.dir, &e) : EXIT_GOOD;
		if (rc == EXIT_GOOD)
			run_say_serves(&r, "confirmed: ", false);
	} else if (left == 0) {
		rc = run_undo(&r);
		rc = rc == EXIT_GOOD ? EXIT_FAILED : rc;
	} else {
		run_say_serves(&r, "nothing is on trial; serves now: ", false);
		rc = EXIT_NOTHING;
	}
out:
	run_end(&r);
	return rc;
}
