/* SPDX-License-Identifier: MIT */
/* Could a CA issue?  See show.h. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acme/lead.h"
#include "acme/show.h"
#include "base/apart.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/io.h"
#include "base/lock.h"
#include "store/text.h"

/* Below the folder acme: for the directory for tests. */
#define STAGING "staging"
#define LOCK ".lock"

static void
say(const char *line)
{
	io_say(STDOUT_FILENO, line);
	io_say(STDOUT_FILENO, "\n");
}

bool
acme_names(const struct conf_acme *c)
{
	static APART char line[NAME_TEXT_MAX + 4 * ERR_MAX + 800];
	bool good = true;
	struct sbuf s;
	unsigned i;

	for (i = 0; i < c->names.n; i++) {
		sbuf_init(&s, line, sizeof line);
		if (lead_check(c, &c->names.item[i], &s) == LEAD_ELSEWHERE)
			good = false;
		say(line);
	}
	return good;
}

const char *
acme_staging(const struct conf_acme *c)
{
	if (c->staging[0] == '\0' ||
	    (strcmp(c->staging, CONF_ACME_STAGING) == 0 &&
	    strcmp(c->directory, CONF_ACME_DIRECTORY) != 0))
		return NULL;
	return c->staging;
}

int
acme_try(struct acme *a, const char *directory)
{
	char folder[sizeof a->folder + sizeof STAGING], known[sizeof
	    a->state.account];
	mode_t old = umask(077);
	struct sbuf s;
	struct err e;
	int rc;

	err_clear(&e);
	rc = install_enter(a->folder, true, &e);
	if (rc == 0)
		rc = install_enter(STAGING, true, &e);
	(void)umask(old);
	if (rc < 0) {
		reason_set(&a->reason, "client", e.text);
		return -1;
	}
	sbuf_init(&s, folder, sizeof folder);
	sbuf_str(&s, a->folder);
	sbuf_str(&s, "/" STAGING);
	/* Its account is one of its own, made anew or found each time. */
	memcpy(known, a->state.account, sizeof known);
	a->state.account[0] = '\0';
	rc = acme_ask(a, directory, folder);
	memcpy(a->state.account, known, sizeof known);
	if (chdir(folder) == 0)
		(void)unlink(ACME_CERT);
	if (rc == 0)
		say("the directory for tests has issued a certificate: a real "
		    "one should work, too");
	return rc;
}

/* Under our lock. */
static int
dry_run(struct acme *a, const char *directory)
{
	struct err e;
	mode_t old = umask(077);
	int lock = -1, rc;

	err_clear(&e);
	rc = install_enter(a->folder, true, &e);
	if (rc == 0)
		lock = lock_take(LOCK, (unsigned)a->wait_s, &e);
	(void)umask(old);
	if (lock == LOCK_BUSY) {
		text_complain("acme", "another run is asking the CA");
		return EXIT_LATER;
	}
	if (rc < 0 || lock < 0)
		return run_fail(a->folder, &e);
	a->client.lock = lock;
	rc = acme_try(a, directory);
	(void)close(lock);
	if (rc == 0)
		return EXIT_GOOD;
	text_complain("acme", a->reason.text);
	return EXIT_FAILED;
}

int
acme_check(struct acme *a)
{
	const char *why = acme_obstacle(a), *directory;
	bool good;
	int rc;

	if (why != NULL) {
		text_complain("acme", why);
		return EXIT_FAILED;
	}
	rc = run_random_ready(a->wait_s);
	if (rc != EXIT_GOOD)
		return rc;
	good = acme_names(&a->run.conf.acme);
	directory = acme_staging(&a->run.conf.acme);
	if (directory != NULL)
		return dry_run(a, directory);
	return good ? EXIT_GOOD : EXIT_FAILED;
}
