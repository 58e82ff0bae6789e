/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert ensure: makes what is missing, repairs what is ours, renews
 * what is due.  Boot, cron and the clock's hook call it; run twice, the
 * second time there is nothing to do.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cert_do.h"
#include "app/cert_files.h"
#include "app/cert_names.h"
#include "app/cert_opts.h"
#include "app/cert_plan.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/io.h"
#include "base/lock.h"
#include "base/rng.h"

static const char *const ours[] = {
	CERT_CA_KEY, CERT_CA, CERT_SERVER, CERT_PENDING
};

enum { OURS = sizeof ours / sizeof ours[0] };

static void
say(const char *line)
{
	io_say(STDOUT_FILENO, line);
}

static void
say_nothing(const char *line)
{
	(void)line;
}

static int
fail(const char *where, const struct err *e)
{
	cert_complain(where, e->text);
	return EXIT_FAILED;
}

/* A person's certificate is a person's to renew. */
static void
warn_foreign(const struct cert_files *f, const struct cert_facts *t)
{
	struct crt_facts c;

	if (!f->foreign || f->leaf == NULL || t->now < t->built)
		return;
	crt_facts(f->leaf, &c);
	if (t->now > c.not_after)
		cert_complain(t->conf->dir, CERT_SERVER " has expired; a "
		    "person installed it and has to renew it");
	else if (c.not_after - t->now < (int64_t)CERT_WARN_DAYS * DAY_S)
		cert_complain(t->conf->dir, CERT_SERVER " expires in less "
		    "than 30 days; a person installed it and has to renew "
		    "it");
}

static bool
leftovers(void)
{
	unsigned i;

	for (i = 0; i < OURS; i++)
		if (install_dirty(ours[i]))
			return true;
	return false;
}

/* A key that others could read is shut, and said: it may be known by now. */
static int
shut(const struct cert_file *file, const char *name, struct err *e)
{
	if (!file->open)
		return 0;
	if (chmod(name, 0600) < 0)
		return err_set(e, "chmod 600", name, errno);
	cert_complain(name, "others could read this key; its mode is 0600 "
	    "again");
	return 1;
}

/* Under the lock. */
static int
mend(const struct cert_opts *o, struct cert_files *f,
    const struct cert_facts *t)
{
	struct cert_plan p;
	int server, ca;
	struct err e;
	unsigned i;

	err_clear(&e);
	for (i = 0; i < OURS; i++)
		install_clean(ours[i]);
	server = shut(&f->server, CERT_SERVER, &e);
	ca = shut(&f->ca_key, CERT_CA_KEY, &e);
	if (server < 0 || ca < 0 || cert_plan(&p, f, t, &e) < 0)
		return fail(t->conf->dir, &e);
	if (!cert_plan_any(&p))
		return server + ca > 0 ? EXIT_GOOD : EXIT_NOTHING;
	if (rng_ready((unsigned)o->wait_s) < 0) {
		cert_complain(NULL, "the kernel has not gathered enough "
		    "randomness for a key yet; try again later");
		return EXIT_LATER;
	}
	if (cert_do(&p, f, t, o->quiet ? say_nothing : say, &e) < 0)
		return fail(t->conf->dir, &e);
	return EXIT_GOOD;
}

/* Whether there is nothing to do, found without the lock. */
static bool
all_is_well(const struct cert_files *f, const struct cert_facts *t)
{
	struct cert_plan p;
	struct err e;

	err_clear(&e);
	return !f->server.open && !f->ca_key.open && !leftovers() &&
	    cert_plan(&p, f, t, &e) == 0 && !cert_plan_any(&p);
}

static int
locked(const struct cert_opts *o, struct cert_files *f,
    const struct cert_facts *t)
{
	struct err e;
	int fd;

	err_clear(&e);
	fd = cert_lock(o, t->conf->dir, &e);
	if (fd < 0)
		return fd == LOCK_BUSY ? EXIT_LATER :
		    fail(t->conf->dir, &e);
	/* What the one before us has done is done. */
	cert_files_free(f);
	if (cert_files_read(f, &e) < 0)
		return fail(t->conf->dir, &e);
	return all_is_well(f, t) ? EXIT_NOTHING : mend(o, f, t);
}

int
cert_ensure(const struct cert_opts *o)
{
	static struct conf conf;
	static struct names wanted;
	struct cert_facts t = {
		.conf = &conf, .wanted = &wanted,
		.now = clock_wall(), .built = clock_built()
	};
	static struct cert_files f;
	struct err e;
	int rc;

	err_clear(&e);
	if (cert_conf(o, &conf, &e) < 0 || cert_names(&wanted, &conf, &e) < 0)
		return fail(NULL, &e);
	if (install_enter(conf.dir, true, &e) < 0)
		return fail(NULL, &e);
	if (cert_files_read(&f, &e) < 0)
		return fail(conf.dir, &e);
	rc = all_is_well(&f, &t) ? EXIT_NOTHING : locked(o, &f, &t);
	if (rc == EXIT_GOOD || rc == EXIT_NOTHING)
		warn_foreign(&f, &t);
	cert_files_free(&f);
	return rc;
}
