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
	CERT_CA_KEY, CERT_CA, CERT_SERVER, CERT_ALSO, CERT_PENDING
};

enum { OURS = sizeof ours / sizeof ours[0] };

/* The year 9892: a certificate can be dated to the end of 9999. */
static const int64_t CLOCK_MAX = 250000000000;

static void
say(const char *line)
{
	cert_dots_end();
	io_say(STDOUT_FILENO, line);
}

static void
say_nothing(const char *line)
{
	(void)line;
}

int
cert_fail(const char *where, const struct err *e)
{
	cert_complain(where, e->text);
	return EXIT_FAILED;
}

int
cert_take_lock(unsigned long wait_s, const char *dir, struct err *e)
{
	int fd = lock_take(CERT_LOCK, (unsigned)wait_s, e);
	unsigned i;

	if (fd == LOCK_BUSY)
		cert_complain(dir, "another run is at work; "
		    "try again later");
	for (i = 0; fd >= 0 && i < OURS; i++)
		install_clean(ours[i]);
	return fd;
}

int
cert_random(unsigned long wait_s)
{
	struct err e;

	if (rng_ready((unsigned)wait_s) == 0)
		return EXIT_GOOD;
	if (errno == EAGAIN) {
		cert_complain(NULL, "the kernel has not gathered enough "
		    "randomness for a key yet; try again later");
		return EXIT_LATER;
	}
	err_clear(&e);
	err_set(&e, "randomness", "getrandom(2), of Linux 3.17 or newer",
	    errno);
	return cert_fail(NULL, &e);
}

int
cert_begin(struct cert_run *r, const char *config, bool make)
{
	struct err e;

	err_clear(&e);
	r->facts.conf = &r->conf;
	r->facts.wanted = &r->wanted;
	r->facts.now = clock_wall();
	r->facts.built = clock_built();
	if (cert_conf(config, &r->conf, &e) < 0 ||
	    cert_names(&r->wanted, &r->conf, &e) < 0 ||
	    install_enter(r->conf.dir, make, &e) < 0) {
		(void)cert_fail(NULL, &e);
		return -1;
	}
	if (cert_files_read(&r->files, false, &e) < 0) {
		(void)cert_fail(r->conf.dir, &e);
		return -1;
	}
	return 0;
}

bool
cert_leftovers(void)
{
	unsigned i;

	for (i = 0; i < OURS; i++)
		if (install_dirty(ours[i]))
			return true;
	return false;
}

/* What is open is shut, and said: a key may be known by now. */
static int
shut(struct cert_run *r, const struct cert_file *file, const char *name,
    bool secret, struct err *e)
{
	if (!file->open)
		return 0;
	r->shut = true;
	return cert_file_shut(name, secret, e);
}

int
cert_lock(struct cert_run *r)
{
	const char *dir = r->conf.dir;
	bool also = r->files.also;
	struct err e;
	int fd;

	err_clear(&e);
	if (!r->locked) {
		fd = cert_take_lock(r->wait_s, dir, &e);
		if (fd < 0)
			return fd == LOCK_BUSY ? EXIT_LATER :
			    cert_fail(dir, &e);
		r->locked = true;
	}
	/* What the one before us has done is done. */
	cert_files_free(&r->files);
	if (cert_files_read(&r->files, also, &e) < 0 ||
	    shut(r, &r->files.server, cert_server(also), true, &e) < 0 ||
	    shut(r, &r->files.ca_key, CERT_CA_KEY, true, &e) < 0 ||
	    shut(r, &r->files.ca, CERT_CA, false, &e) < 0)
		return cert_fail(dir, &e);
	return EXIT_GOOD;
}

bool
cert_late_hooks(const struct cert_run *r)
{
	const char *action = cert_owed();

	if (action == NULL)
		return false;
	cert_hooks(&r->conf, false, action);
	if (access(CERT_ALSO, F_OK) == 0)
		cert_hooks(&r->conf, true, action);
	return true;
}

int
cert_carry_out(struct cert_run *r, const struct cert_plan *p)
{
	const char *action = r->files.server.state != FILE_GOOD ? "made" :
	    "renewed";
	struct err e;
	int rc;

	err_clear(&e);
	rc = r->facts.now > CLOCK_MAX ? EXIT_LATER : cert_random(r->wait_s);
	if (r->facts.now > CLOCK_MAX)
		cert_complain(NULL, "the clock is thousands of years ahead; "
		    "try again when it is set");
	if (rc != EXIT_GOOD)
		return rc;
	cert_dots(r->quiet);
	if (p->leaf != NULL)
		cert_owe(action);
	rc = cert_do(p, &r->files, &r->facts, r->quiet ? say_nothing : say,
	    &e);
	cert_dots_end();
	if (rc < 0)
		return cert_fail(r->conf.dir, &e);
	if (p->leaf != NULL)
		cert_hooks(&r->conf, r->files.also, action);
	else
		(void)cert_late_hooks(r);
	return EXIT_GOOD;
}

/* A second one of ours that is not wanted any more. */
static int
put_aside(struct cert_run *r)
{
	struct err e;
	int rc;

	err_clear(&e);
	rc = cert_lock(r);
	if (rc != EXIT_GOOD)
		return rc;
	rc = cert_also_aside(&e);
	if (rc < 0)
		return cert_fail(r->conf.dir, &e);
	if (rc > 0 && !r->quiet)
		say(CERT_ASIDE);
	return rc > 0 ? EXIT_GOOD : EXIT_NOTHING;
}

int
cert_each(struct cert_run *r, int (*one)(struct cert_run *r, const void *arg),
    const void *arg)
{
	int rc = one(r, arg), second = EXIT_NOTHING;
	bool wanted = r->conf.has_also && !r->files.foreign;
	struct err e;

	if ((rc != EXIT_GOOD && rc != EXIT_NOTHING) ||
	    (!wanted && access(CERT_ALSO, F_OK) < 0))
		return rc;
	err_clear(&e);
	cert_files_free(&r->files);
	if (cert_files_read(&r->files, true, &e) < 0)
		return cert_fail(r->conf.dir, &e);
	if (wanted || r->files.foreign)
		second = one(r, arg);
	else
		second = put_aside(r);
	return second == EXIT_NOTHING ? rc : second;
}

void
cert_end(struct cert_run *r)
{
	cert_files_free(&r->files);
}
