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
#include "base/rng.h"
#include "store/dots.h"
#include "store/hooks.h"
#include "store/make.h"
#include "store/names.h"
#include "store/owed.h"
#include "store/store.h"
#include "store/text.h"

static const char *const ours[] = {
	STORE_CA_KEY, STORE_CA, STORE_SERVER, STORE_SECOND, STORE_PENDING
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
	err_set(&e, "randomness", "getrandom(2), of Linux 3.17 or newer",
	    errno);
	return run_fail(NULL, &e);
}

int
run_begin(struct run *r, const char *config, unsigned long wait_s, bool quiet,
    bool make)
{
	struct err e;

	err_clear(&e);
	r->wait_s = wait_s;
	r->quiet = quiet;
	r->facts.conf = &r->conf;
	r->facts.wanted = &r->wanted;
	r->facts.now = clock_wall();
	r->facts.built = clock_built();
	if (conf_read(config, &r->conf, &e) < 0 ||
	    names_wanted(&r->wanted, &r->conf, &e) < 0 ||
	    install_enter(r->conf.dir, make, &e) < 0) {
		(void)run_fail(NULL, &e);
		return -1;
	}
	if (files_read(&r->files, false, &e) < 0) {
		(void)run_fail(r->conf.dir, &e);
		return -1;
	}
	return 0;
}

bool
run_leftovers(void)
{
	unsigned i;

	for (i = 0; i < OURS; i++)
		if (install_dirty(ours[i]))
			return true;
	return false;
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
	const char *dir = r->conf.dir;
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
	}
	/* Another run may have changed the files meanwhile. */
	files_free(&r->files);
	if (files_read(&r->files, second, &e) < 0 ||
	    shut(r, &r->files.server, files_server(second), true, &e) < 0 ||
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
	if (p->leaf != NULL)
		owed_note(action);
	rc = make_planned(p, &r->files, &r->facts, r->quiet ? say_nothing : say,
	    &e);
	dots_end();
	if (rc < 0)
		return run_fail(r->conf.dir, &e);
	if (p->leaf != NULL)
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
	rc = files_second_aside(&e);
	if (rc < 0)
		return run_fail(r->conf.dir, &e);
	if (rc > 0 && !r->quiet)
		say(STORE_ASIDE);
	return rc > 0 ? EXIT_GOOD : EXIT_NOTHING;
}

int
run_each(struct run *r, int (*one)(struct run *r, const void *arg),
    const void *arg)
{
	int rc = one(r, arg), second = EXIT_NOTHING;
	bool wanted = r->conf.has_second && !r->files.foreign;
	struct err e;

	if ((rc != EXIT_GOOD && rc != EXIT_NOTHING) ||
	    (!wanted && access(STORE_SECOND, F_OK) < 0))
		return rc;
	err_clear(&e);
	files_free(&r->files);
	if (files_read(&r->files, true, &e) < 0)
		return run_fail(r->conf.dir, &e);
	if (wanted || r->files.foreign)
		second = one(r, arg);
	else
		second = put_aside(r);
	return second == EXIT_NOTHING ? rc : second;
}

void
run_end(struct run *r)
{
	files_free(&r->files);
}
