/* SPDX-License-Identifier: MIT */
/* The facts about official certificates: see run.h. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "acme/run.h"
#include "base/apart.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/file.h"
#include "base/sbuf.h"
#include "store/files.h"
#include "store/store.h"
#include "store/text.h"
#include "tls/identity.h"

enum { PATH_CAP = 4096 };

/* Later steps change folders. */
static int
make_absolute(struct acme *a, const char *config, struct err *e)
{
	static APART char path[PATH_CAP];
	struct sbuf s;

	a->config = config;
	if (config == NULL || config[0] == '/')
		return 0;
	if (getcwd(path, sizeof path) == NULL)
		return err_set(e, "find the path of", config, errno);
	sbuf_init(&s, path + strlen(path), sizeof path - strlen(path));
	sbuf_char(&s, '/');
	sbuf_str(&s, config);
	if (s.cut)
		return err_why(e, config, NULL, "too long a path");
	a->config = path;
	return 0;
}

/* Whether C has all the names that are wanted. */
static bool
has_all(const struct crt *c, const struct names *wanted)
{
	static APART struct names held;
	enum crt_name kind;
	struct name n;
	unsigned i;

	held.n = 0;
	for (i = 0; (kind = crt_name(c, i, &n)) != CRT_NAME_END; i++)
		if (kind == CRT_NAME_HOST)
			(void)names_add(&held, &n);
	for (i = 0; i < wanted->n; i++)
		if (!names_have(&held, &wanted->item[i]))
			return false;
	return true;
}

/* The leaf of the file that the client wrote, if it is for key K. */
static struct crt *
read_cert(const struct key *k)
{
	static APART char text[IDENTITY_PEM_MAX];
	const char *at = text;
	struct err ignored;
	struct crt *c;
	size_t len;

	err_clear(&ignored);
	if (file_read(ACME_FOLDER "/" ACME_CERT, 0, text, sizeof text, &len,
	    NULL, &ignored) < 0)
		return NULL;
	c = crt_next(&at, &ignored);
	if (c == NULL || (k != NULL && crt_fits(c, k)))
		return c;
	crt_free(c);
	return NULL;
}

static void
show_hash(char hash[STATE_HASH], const struct crt_facts *f)
{
	struct sbuf s;

	sbuf_init(&s, hash, STATE_HASH);
	sbuf_hex(&s, f->sha256, sizeof f->sha256, '\0');
}

/* The facts, from the two certificates. */
static void
compare(struct acme *a, const struct key *k)
{
	struct due_facts *f = &a->facts;
	const struct files *in = &a->run.files;
	struct crt_facts ours, live;

	f->has = a->cert != NULL;
	f->fits = f->serves = f->installed = false;
	f->theirs = in->foreign && (in->leaf == NULL || k == NULL ||
	    !crt_fits(in->leaf, k));
	a->hash[0] = '\0';
	if (a->cert == NULL)
		return;
	crt_facts(a->cert, &ours);
	show_hash(a->hash, &ours);
	f->from = ours.not_before;
	f->to = ours.not_after;
	f->fits = has_all(a->cert, &a->run.conf.acme.names);
	f->installed = strcmp(a->hash, a->state.installed) == 0;
	if (in->leaf == NULL)
		return;
	crt_facts(in->leaf, &live);
	f->serves = memcmp(ours.sha256, live.sha256, sizeof ours.sha256) == 0;
}

/* Who only looks gets what there is, and sees the reason. */
static int
read_files(struct acme *a, struct key **k, struct err *e)
{
	if (a->need != 0)
		return files_read(&a->run.files, false, e) < 0 ? -1 :
		    files_key(STORE_ACME_KEY, k, e);
	files_look(&a->run.files, STORE_SERVER, false);
	if (files_key(STORE_ACME_KEY, k, e) < 0) {
		(void)err_why(&a->run.damage, e->text, NULL, NULL);
		err_clear(e);
	}
	return 0;
}

int
acme_look(struct acme *a)
{
	struct key *k = NULL;
	struct err e;
	int rc = EXIT_GOOD;

	err_clear(&e);
	/* A CA dates a certificate to the second in which it was issued. */
	a->facts.now = clock_wall();
	if (chdir(a->run.conf.dir) < 0)
		err_set(&e, "enter folder", a->run.conf.dir, errno);
	files_free(&a->run.files);
	crt_free(a->cert);
	a->cert = NULL;
	if (e.text[0] != '\0' || read_files(a, &k, &e) < 0) {
		rc = run_fail(a->run.conf.dir, &e);
	} else {
		a->cert = read_cert(k);
		compare(a, k);
	}
	key_free(k);
	return rc;
}

int
acme_open(struct acme *a, const char *config)
{
	struct sbuf s;
	struct err e;

	err_clear(&e);
	a->facts.now = clock_wall();
	a->facts.state = &a->state;
	a->facts.force = a->force;
	a->facts.asked_for = false;
	a->cert = NULL;
	if (make_absolute(a, config, &e) < 0)
		return run_fail(NULL, &e);
	if (run_begin(&a->run, a->config, a->wait_s, a->quiet, true, a->need)
	    < 0)
		return EXIT_FAILED;
	a->client.conf = &a->run.conf.acme;
	a->client.config = a->config;
	sbuf_init(&s, a->folder, sizeof a->folder);
	sbuf_str(&s, a->run.conf.dir);
	sbuf_str(&s, "/" ACME_FOLDER);
	state_load(&a->state);
	if (a->run.conf.acme.names.n == 0)
		return EXIT_NOTHING;
	return acme_look(a);
}

void
acme_close(struct acme *a)
{
	crt_free(a->cert);
	a->cert = NULL;
	run_end(&a->run);
}

static const char no_client[] = "there is no ACME client: install uacme, or "
    "set acme-client";

const char *
acme_hindered(const struct acme *a)
{
	if (a->facts.now < clock_built())
		return "the clock is not set, so no certificate can be "
		    "checked; the next try is after that";
	if (!a->run.conf.acme.agree)
		return "the owner has not agreed to the CA's terms: set "
		    "acme-agree = yes";
	if (access(a->run.conf.acme.client, X_OK) < 0)
		return no_client;
	return NULL;
}

const char *
acme_obstacle(struct acme *a)
{
	const char *why = acme_hindered(a);

	if (why != NULL)
		return why;
	if (client_open(&a->client) != CLIENT_DONE)
		return no_client;
	if (a->run.conf.acme.profile[0] != '\0' && !a->client.modern)
		return "acme-profile needs uacme 1.8 or later";
	return NULL;
}
