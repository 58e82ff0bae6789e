/* SPDX-License-Identifier: MIT */
/* The steps of a run that changes something: see run.h. */
#include "store/run.h"

#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/io.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/rng.h"
#include "store/dots.h"
#include "store/hooks.h"
#include "store/make.h"
#include "store/owed.h"
#include "store/own.h"
#include "store/store.h"
#include "store/text.h"
#include "store/trial.h"
#include "store/whose.h"

static const char *const ours[] = {
	STORE_CA_KEY, STORE_CA, STORE_SERVER, STORE_SECOND, STORE_PENDING,
	STORE_OWN, STORE_OWN_SECOND, STORE_ISSUED, STORE_ACME_KEY,
	STORE_CONF_NAME
};

enum { OURS = sizeof ours / sizeof ours[0] };

/* The year 9892: a certificate can be dated to the end of 9999. */
static const int64_t CLOCK_MAX = 250000000000;

static void
say(const char *line)
{
	dots_end();
	io_say(STDOUT_FILENO, line);
}

static void
say_nothing(const char *line)
{
	(void)line;
}

int
run_fail(const char *where, const struct err *e)
{
	text_complain(where, e->text);
	return EXIT_FAILED;
}

int
run_take_lock(unsigned long wait_s, const char *dir, struct err *e)
{
	int fd = lock_take(STORE_LOCK, (unsigned)wait_s, e);
	unsigned i;

	if (fd == LOCK_BUSY)
		text_complain(dir, "another thimble-cert is running; "
		    "try again later");
	for (i = 0; fd >= 0 && i < OURS; i++)
		install_clean(ours[i]);
	if (fd >= 0)
		trial_clean();
	return fd;
}

int
run_random_ready(unsigned long wait_s)
{
	struct err e;

	if (rng_ready((unsigned)wait_s) == 0)
		return EXIT_GOOD;
	if (errno == EAGAIN) {
		text_complain(NULL, "the kernel does not have enough entropy "
		    "yet; try again later");
		return EXIT_LATER;
	}
	err_clear(&e);
	err_set(&e, "use", "getrandom(2), which needs Linux 3.17 or newer",
	    errno);
	return run_fail(NULL, &e);
}

bool
run_leftovers(void)
{
	unsigned i;

	for (i = 0; i < OURS; i++)
		if (install_dirty(ours[i]))
			return true;
	return trial_dirty() != 0;
}

/* Corrects the mode and reports it: others may know the key by now. */
static int
shut(struct run *r, const struct file_found *file, const char *name,
    bool secret, struct err *e)
{
	if (!file->open)
		return 0;
	r->shut = true;
	return files_shut(name, secret, e);
}

int
run_lock(struct run *r)
{
	const char *dir = r->conf.dir, *name = r->files.name;
	bool second = r->files.second;
	struct err e;
	int fd;

	err_clear(&e);
	if (!r->locked) {
		fd = run_take_lock(r->wait_s, dir, &e);
		if (fd < 0)
			return fd == LOCK_BUSY ? EXIT_LATER :
			    run_fail(dir, &e);
		r->locked = true;
		r->lock = fd;
		/* Another run may have changed all that meanwhile. */
		r->facts.now = clock_wall();
		if (run_again(r, &e) < 0)
			return run_fail(dir, &e);
	}
	files_free(&r->files);
	if (files_read_as(&r->files, name, second, &e) < 0 ||
	    shut(r, &r->files.server, name, true, &e) < 0 ||
	    shut(r, &r->files.ca_key, STORE_CA_KEY, true, &e) < 0 ||
	    shut(r, &r->files.ca, STORE_CA, false, &e) < 0)
		return run_fail(dir, &e);
	return EXIT_GOOD;
}

bool
run_late_hooks(const struct run *r)
{
	const char *action = owed_action();

	if (action == NULL)
		return false;
	hooks_run(&r->conf, false, action);
	if (access(STORE_SECOND, F_OK) == 0)
		hooks_run(&r->conf, true, action);
	return true;
}

int
run_carry_out(struct run *r, const struct plan *p)
{
	const char *action = r->files.server.state != FILE_GOOD ? "made" :
	    "renewed";
	bool served = p->leaf != NULL && !r->files.own;
	struct err e;
	int rc;

	err_clear(&e);
	rc = r->facts.now > CLOCK_MAX ? EXIT_LATER :
	    run_random_ready(r->wait_s);
	if (r->facts.now > CLOCK_MAX)
		text_complain(NULL, "the clock is thousands of years ahead; "
		    "try again when it is set");
	if (rc != EXIT_GOOD)
		return rc;
	dots_start(r->quiet);
	if (served)
		owed_note(action);
	rc = make_planned(p, &r->files, &r->facts, r->quiet ? say_nothing : say,
	    &e);
	dots_end();
	if (rc < 0)
		return run_fail(r->conf.dir, &e);
	if (served)
		hooks_run(&r->conf, r->files.second, action);
	else
		(void)run_late_hooks(r);
	return EXIT_GOOD;
}

/* A second certificate of ours that is no longer wanted. */
static int
put_aside(struct run *r)
{
	struct err e;
	int rc;

	err_clear(&e);
	rc = run_lock(r);
	if (rc != EXIT_GOOD)
		return rc;
	rc = own_second_aside(r->conf.has_second, r->quiet ? say_nothing : say,
	    &e);
	if (rc < 0)
		return run_fail(r->conf.dir, &e);
	return rc > 0 ? EXIT_GOOD : EXIT_NOTHING;
}

int
run_each(struct run *r, int (*one)(struct run *r, const void *arg),
    const void *arg)
{
	int rc = one(r, arg), second = EXIT_NOTHING;
	bool wanted = r->conf.has_second && !r->files.foreign;
	struct err e;

	r->theirs[0] = r->files.foreign;
	r->theirs[1] = r->files.foreign && r->conf.has_second;
	if ((rc != EXIT_GOOD && rc != EXIT_NOTHING) ||
	    (!wanted && access(STORE_SECOND, F_OK) < 0))
		return rc;
	err_clear(&e);
	files_free(&r->files);
	if (files_read(&r->files, true, &e) < 0)
		return run_fail(r->conf.dir, &e);
	if (r->files.foreign)
		r->theirs[1] = r->conf.has_second;
	if (wanted || r->files.foreign)
		second = one(r, arg);
	else
		second = put_aside(r);
	return second == EXIT_NOTHING ? rc : second;
}

int
run_each_own(struct run *r, int (*one)(struct run *r, const void *arg),
    const void *arg)
{
	int rc, all = EXIT_NOTHING;
	struct err e;
	unsigned i;

	for (i = 0; i < 2; i++) {
		if (!r->theirs[i])
			continue;
		err_clear(&e);
		files_free(&r->files);
		if (files_read_as(&r->files, files_own(i > 0), i > 0, &e) < 0)
			return run_fail(r->conf.dir, &e);
		rc = one(r, arg);
		if (rc != EXIT_GOOD && rc != EXIT_NOTHING)
			return rc;
		all = rc == EXIT_GOOD ? rc : all;
	}
	return all;
}

int
run_find_own(struct run *r, struct err *e)
{
	const char *name = r->files.name;
	bool second = r->files.second, own = r->files.own;
	struct err ignored;
	int rc;

	if (r->files.foreign || r->files.leaf_key != NULL)
		return 0;
	err_clear(&ignored);
	if (own) {
		/* Of a version that kept none. */
		rc = own_keep(second ? STORE_SECOND STORE_PREV :
		    STORE_SERVER STORE_PREV, second, &ignored);
	} else {
		if (access(files_own(second), F_OK) == 0)
			owed_note("made");
		rc = own_move(second, r->files.server.state == FILE_BAD, e);
	}
	if (rc <= 0)
		return own ? 0 : rc;
	files_free(&r->files);
	if (files_read_as(&r->files, name, second, e) < 0)
		return -1;
	if (!own)
		run_say_serves(r, "restored ", second);
	return 1;
}

int
run_serve_own(struct run *r)
{
	bool second = r->files.second;
	struct err e;

	err_clear(&e);
	owed_note("reverted");
	if (own_move(second, false, &e) < 0)
		return run_fail(r->conf.dir, &e);
	run_say_serves(r, "now in use: ", second);
	hooks_run(&r->conf, second, "reverted");
	files_free(&r->files);
	if (files_read(&r->files, second, &e) < 0)
		return run_fail(r->conf.dir, &e);
	return EXIT_GOOD;
}

void
run_say_serves(const struct run *r, const char *before, bool second)
{
	if (!r->quiet)
		whose_say(before, r->conf.dir, second, say);
}

int
run_trial(struct run *r, bool may)
{
	long left = trial_left();
	int rc;

	if (left < 0 || (left > 0 && may))
		return EXIT_GOOD;
	if (left > 0) {
		text_complain(r->conf.dir, "a change is on trial; type: "
		    "thimble-cert confirm, or revert, or try again later");
		return EXIT_LATER;
	}
	rc = run_undo(r);
	return rc == EXIT_GOOD ? EXIT_LATER : rc;
}

int
run_undo(struct run *r)
{
	static const char why[] = "the change on trial was not confirmed, and "
	    "is undone";
	struct err e;

	err_clear(&e);
	owed_note("reverted");
	if (trial_left() == 0)
		trial_note();
	if (trial_undo(&e) < 0)
		return run_fail(r->conf.dir, &e);
	text_complain(r->conf.dir, why);
	log_open("thimble-cert", LOG_FACILITY_DAEMON, LOG_LEVEL_WARNING);
	log_line(LOG_LEVEL_WARNING, why);
	run_say_serves(r, "restored ", false);
	hooks_run(&r->conf, false, "reverted");
	if (access(STORE_SECOND, F_OK) == 0) {
		run_say_serves(r, "restored ", true);
		hooks_run(&r->conf, true, "reverted");
	}
	files_free(&r->files);
	return files_read(&r->files, false, &e) < 0 ?
	    run_fail(r->conf.dir, &e) : EXIT_GOOD;
}

void
run_end(struct run *r)
{
	files_free(&r->files);
	if (r->locked)
		(void)close(r->lock);
	r->locked = false;
}
