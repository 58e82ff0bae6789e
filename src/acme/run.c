/* SPDX-License-Identifier: MIT */
/* Doing what is due about official certificates: see run.h. */
#include "acme/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acme/answer.h"
#include "acme/lead.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/io.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/rng.h"
#include "os/dir.h"
#include "store/text.h"
#include "store/trial.h"

enum { ARI_HOURS = 6 };	/* between two questions (RFC 9773, 4.3) */

#define LOCK ".lock"

static void
tell(const struct acme *a, unsigned level, const char *sentence)
{
	char text[STATE_REASON_MAX + 80];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "ACME ");
	sbuf_str(&s, sentence);
	log_open("thimble-cert", LOG_FACILITY_DAEMON, LOG_LEVEL_NOTICE);
	log_line(level, text);
	if (level == LOG_LEVEL_NOTICE) {
		if (a->quiet)
			return;
		io_say(STDOUT_FILENO, sentence);
		io_say(STDOUT_FILENO, "\n");
	} else {
		text_complain("acme", sentence);
	}
}

/* Removes what the client keeps of former certificates: device-cert-TIME. */
static void
prune(void)
{
	static const char start[] = "device-cert-";
	int fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char name[DIR_NAME_MAX] = "";

	while (fd >= 0 && dir_next(fd, name, name) > 0)
		if (strncmp(name, start, sizeof start - 1) == 0)
			(void)unlink(name);
	if (fd >= 0)
		(void)close(fd);
}

/* Enters the folder acme, which is made; only we may look into it. */
static int
enter(const struct acme *a, struct err *e)
{
	mode_t old = umask(077);
	int rc = install_enter(a->folder, true, e);

	(void)umask(old);
	return rc;
}

/* In the folder acme. */
static int
save(struct acme *a)
{
	struct err e;

	err_clear(&e);
	if (enter(a, &e) == 0 && state_save(&a->state, &e) == 0)
		return EXIT_GOOD;
	return run_fail(a->folder, &e);
}

/* The minute of this device: not all ask at once. */
static void
choose_minute(struct state *s)
{
	uint8_t r[4];

	if (s->minute_set || rng_fill(r, sizeof r) < 0)
		return;
	s->minute = ((unsigned long)r[0] << 16 | (unsigned long)r[1] << 8 |
	    r[2]) % STATE_MINUTES;
	s->minute_set = true;
}

static int
failed(struct acme *a)
{
	struct state *s = &a->state;

	s->result = STATE_FAILED;
	memcpy(s->error, a->reason.word, sizeof s->error);
	memcpy(s->reason, a->reason.text, sizeof s->reason);
	s->next = due_again(a->facts.now, s->failures, a->reason.after);
	tell(a, LOG_LEVEL_WARNING, a->reason.text);
	(void)save(a);
	return EXIT_FAILED;
}

/* The certificate that was issued is in use. */
static int
succeeded(struct acme *a)
{
	struct state *s = &a->state;

	s->result = STATE_ISSUED;
	s->failures = 0;
	s->error[0] = s->reason[0] = '\0';
	memcpy(s->installed, a->hash, sizeof s->installed);
	s->next = due_renewal(&a->facts);
	if (chdir(a->run.conf.dir) == 0)
		state_own(false);
	tell(a, LOG_LEVEL_NOTICE, "an official certificate is in use");
	return save(a);
}

/* This certificate must not be tried again: the next comes from the CA. */
static void
put_aside(const struct acme *a)
{
	if (chdir(a->folder) == 0)
		(void)rename(ACME_CERT, ACME_CERT ".bad");
}

/* The message of a failed thimble-cert, without the program's name. */
static void
quote(struct acme *a)
{
	static const char start[] = "thimble-cert: install: ";
	char *said = a->client.said;

	said[strcspn(said, "\n")] = '\0';
	if (strncmp(said, start, sizeof start - 1) == 0)
		said += sizeof start - 1;
	reason_set(&a->reason, "badCertificate", said);
}

/* By `thimble-cert install` alone; it judges chain and key. */
static int
put_in_place(struct acme *a)
{
	char path[sizeof a->folder + sizeof ACME_CERT];
	struct sbuf s;
	int rc;

	sbuf_init(&s, path, sizeof path);
	sbuf_str(&s, a->folder);
	sbuf_str(&s, "/" ACME_CERT);
	rc = client_thimble(&a->client, "install", path);
	if (rc == EXIT_LATER)
		return EXIT_LATER;
	if (rc != EXIT_GOOD && rc != EXIT_NOTHING) {
		quote(a);
		put_aside(a);
		if (a->state.failures == 0)
			a->state.failures = 1;
		return failed(a);
	}
	return succeeded(a);
}

/* Answers that stay if the client was killed. */
static void
clean(const struct acme *a)
{
	static const uint8_t none[TOKEN_DIGEST];
	const struct names *names = &a->run.conf.acme.names;
	struct err ignored;
	unsigned i;

	err_clear(&ignored);
	for (i = 0; i < names->n; i++)
		(void)answer_tls(&a->run.conf.acme, &names->item[i], none,
		    false, &ignored);
}

static void
say_step(const char *line)
{
	io_say(STDOUT_FILENO, line);
}

/* For a person who waits: each step in words, and a test run before the CA. */
static int
try(struct acme *a)
{
	const char *directory = acme_staging(&a->run.conf.acme);
	struct err e;

	(void)acme_names(&a->run.conf.acme);
	if (directory != NULL) {
		say_step("asking the directory for tests first\n");
		if (acme_try(a, directory) < 0)
			return -1;
	}
	say_step("asking the CA\n");
	err_clear(&e);
	if (enter(a, &e) == 0)
		return 0;
	reason_set(&a->reason, "client", e.text);
	return -1;
}

/* The try counts before it is made: a crash must not make us ask for ever. */
static int
ask(struct acme *a)
{
	struct state *s = &a->state;
	int rc;

	choose_minute(s);
	/* A person who put the own pair back wants the official one again. */
	if (a->force && a->facts.installed && !a->facts.serves)
		state_own(true);
	s->result = STATE_BROKEN_OFF;
	s->error[0] = s->reason[0] = '\0';
	s->last = a->facts.now;
	s->failures++;
	s->next = due_again(a->facts.now, s->failures, 0);
	rc = save(a);
	if (rc != EXIT_GOOD)
		return rc;
	rc = lead_any(&a->run.conf.acme, &a->reason);
	if (rc == 0 && a->careful)
		rc = try(a);
	if (rc == 0)
		rc = acme_ask(a, a->run.conf.acme.directory, a->folder);
	prune();
	clean(a);
	if (rc < 0)
		return failed(a);
	rc = acme_look(a);
	if (rc != EXIT_GOOD)
		return rc;
	if (acme_judge(a) < 0) {
		put_aside(a);
		return failed(a);
	}
	return put_in_place(a);
}

/* Asks the CA four times a day whether it wants a renewal (RFC 9773). */
static void
ask_ari(struct acme *a)
{
	const int64_t hour = a->facts.now / 3600;

	if (!a->facts.serves || (hour + (int64_t)a->state.minute) %
	    ARI_HOURS != 0 || chdir(a->folder) < 0)
		return;
	a->client.directory = a->run.conf.acme.directory;
	a->client.folder = a->folder;
	a->facts.asked_for = client_asked_for(&a->client, ACME_CSR);
}

static int
step(struct acme *a, const struct due *d)
{
	switch (d->step) {
	case DUE_NOTHING:
		break;
	case DUE_ASK:
		return ask(a);
	case DUE_INSTALL:
		return put_in_place(a);
	}
	return EXIT_NOTHING;
}

/* An obstacle is logged once, until there is none or another. */
static int
hindered(struct acme *a, const char *why)
{
	char *known = a->state.obstacle;
	struct sbuf s;

	if (a->facts.now < clock_built()) {
		text_complain("acme", why);
		return EXIT_LATER;
	}
	if (strcmp(known, why) == 0) {
		if (!a->quiet)
			text_complain("acme", why);
		return EXIT_FAILED;
	}
	sbuf_init(&s, known, sizeof a->state.obstacle);
	sbuf_str(&s, why);
	tell(a, LOG_LEVEL_WARNING, why);
	(void)save(a);
	return EXIT_FAILED;
}

/* Under our lock. */
static int
run(struct acme *a)
{
	const char *why = acme_obstacle(a);
	struct due d;

	if (why != NULL)
		return hindered(a, why);
	if (a->state.obstacle[0] != '\0') {
		a->state.obstacle[0] = '\0';
		(void)save(a);
		if (chdir(a->run.conf.dir) < 0)
			return EXIT_FAILED;
	}
	if (trial_left() >= 0) {
		text_complain("acme", "a change is on trial; try again later");
		return EXIT_LATER;
	}
	due_decide(&d, &a->facts);
	if (d.step == DUE_NOTHING && d.next > a->facts.now) {
		ask_ari(a);
		due_decide(&d, &a->facts);
	}
	if (d.step == DUE_NOTHING && !a->quiet)
		text_complain("acme", d.why);
	return step(a, &d);
}

int
acme_run(struct acme *a)
{
	struct err e;
	int lock, rc;

	err_clear(&e);
	if (enter(a, &e) < 0)
		return run_fail(NULL, &e);
	lock = lock_take(LOCK, (unsigned)a->wait_s, &e);
	if (lock == LOCK_BUSY) {
		text_complain("acme", "another run is asking the CA");
		return EXIT_LATER;
	}
	if (lock < 0)
		return run_fail(a->folder, &e);
	a->client.lock = lock;
	rc = run_random_ready(a->wait_s);
	/* Another run may have changed it all. */
	if (rc == EXIT_GOOD)
		rc = acme_look(a);
	if (rc == EXIT_GOOD) {
		state_load(&a->state);
		rc = acme_look(a);
	}
	if (rc == EXIT_GOOD)
		rc = run(a);
	(void)close(lock);
	return rc;
}
