/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert install: puts a CA's certificate into use.  All or nothing: a
 * refusal changes no file.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/exit.h"
#include "base/file.h"
#include "base/install.h"
#include "base/io.h"
#include "base/lock.h"
#include "base/wipe.h"
#include "cert/cert_opts.h"
#include "cert/trial.h"
#include "store/conf.h"
#include "store/files.h"
#include "store/given.h"
#include "store/hooks.h"
#include "store/owed.h"
#include "store/own.h"
#include "store/pending.h"
#include "store/run.h"
#include "store/store.h"
#include "store/text.h"
#include "store/whose.h"
#include "tls/identity.h"
#include "tls/import.h"

enum {
	PASS_MAX = 1024,
	/* A chain that fits a handshake, as PEM, with key and note. */
	TEXT_MAX = 24576
};

static const char note[] = STORE_INSTALLED ".\n"
    "# Renew it the same way: `thimble-cert ensure` leaves it alone and warns\n"
    "# before it expires. The key has no passphrase: every connection reads\n"
    "# it, and nobody is there to type one. The mode of this file, 0600,\n"
    "# protects it.\n";

struct work {
	const struct cert_opts *o;
	struct conf conf;
	struct import im;
	bool second;			/* it becomes server-also.pem */
	char pass[PASS_MAX];
	uint8_t file[IMPORT_FILE_MAX];	/* being read */
	char text[TEXT_MAX];		/* the new server.pem */
	char back[TEXT_MAX + 2];
	char live[IDENTITY_PEM_MAX];	/* the current server.pem */
};

static int
fail(const struct err *e)
{
	text_complain("install", e->text);
	return EXIT_FAILED;
}

/* Reads a file of the user's, or one in memory; "-": standard input. */
static int
get(const char **path, char *buf, size_t cap, size_t *len, struct err *e)
{
	int rc = given_read(*path, buf, cap, len, path);

	if (rc != 0)
		return rc > 0 ? 0 : err_set(e, "read", *path, errno);
	if (strcmp(*path, "-") != 0)
		return file_read(*path, 1, buf, cap, len, NULL, e);
	*path = "standard input";
	return file_rest(STDIN_FILENO, *path, buf, cap, len, e);
}

static int
read_pass(struct work *w, struct err *e)
{
	static const char mark[] = "\xef\xbb\xbf";
	const char *path = w->o->passphrase_file;
	size_t len;

	if (path == NULL)
		return 0;
	if (get(&path, w->pass, sizeof w->pass, &len, e) < 0)
		return -1;
	/* The byte order mark that editors on Windows write. */
	if (strncmp(w->pass, mark, sizeof mark - 1) == 0)
		memmove(w->pass, w->pass + sizeof mark - 1,
		    strlen(w->pass) - sizeof mark + 2);
	w->pass[strcspn(w->pass, "\r\n")] = '\0';
	if (w->pass[0] == '\0')
		return err_why(e, path, NULL, "its first line is empty");
	return 0;
}

static int
read_one(struct work *w, const char **path, struct err *e)
{
	size_t len;

	if (get(path, (char *)w->file, sizeof w->file, &len, e) < 0)
		return -1;
	return import_file(&w->im, *path, w->file, len,
	    w->o->passphrase_file == NULL ? NULL : w->pass, e);
}

/* Paths are relative to the caller's folder, so before we enter ours. */
static int
read_all(struct work *w, struct err *e)
{
	const char *path;
	unsigned keys;
	int i, rc = 0;

	if (read_pass(w, e) < 0)
		return -1;
	for (i = 0; i < w->o->n_files && rc == 0; i++) {
		path = w->o->files[i];
		rc = read_one(w, &path, e);
	}
	keys = w->im.n_keys;
	path = w->o->key;
	if (rc == 0 && path != NULL)
		rc = read_one(w, &path, e);
	if (rc == 0 && path != NULL && w->im.n_keys == keys)
		rc = err_why(e, path, NULL, "no private key in it");
	wipe(w->file, sizeof w->file);
	wipe(w->pass, sizeof w->pass);
	return rc;
}

/* All keys that this device has, of whatever time. */
static int
add_ours(struct work *w, struct err *e)
{
	static const char *const names[] = {
		STORE_PENDING, STORE_PENDING_PREV, STORE_SERVER, STORE_SECOND,
		STORE_ISSUED, STORE_ISSUED_PREV, STORE_OWN, STORE_OWN_SECOND,
		STORE_SERVER STORE_PREV, STORE_SECOND STORE_PREV,
		STORE_ACME_KEY
	};
	struct key *k;
	unsigned i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (files_key(names[i], &k, e) < 0)
			return -1;
		import_key(&w->im, k, names[i]);
	}
	return 0;
}

/* The file: note, key, leaf, chain. */
static int
compose(struct work *w, struct err *e)
{
	size_t n = sizeof note - 1, len;
	const uint8_t *der;
	unsigned i;

	memcpy(w->text, note, sizeof note);
	if (key_write(w->im.key->key, w->text + n, sizeof w->text - n, e) < 0)
		return -1;
	for (i = 0; i < w->im.n_chain; i++) {
		n = strlen(w->text);
		der = crt_der(w->im.chain[i], &len);
		if (crt_pem(der, len, w->text + n, sizeof w->text - n, e) < 0)
			return -1;
	}
	return 0;
}

/* Loads it as a connection will, and does all the arithmetic. */
static int
judge(void *arg, const char *text, size_t len, struct err *e)
{
	struct identity *id = identity_load(text, len, e);
	int rc;

	(void)arg;
	if (id == NULL)
		return -1;
	rc = identity_prove(id, e);
	identity_free(id);
	return rc;
}

/* 1: it was there already; 0: it is in place now. */
static int
put(struct work *w, struct err *e)
{
	struct install job = {
		.name = files_server(w->second), .mode = 0600,
		.bytes = w->text, .len = strlen(w->text),
		.back = w->back, .cap = sizeof w->back, .judge = judge
	};
	struct identity *id = NULL;
	struct err ignored;
	size_t len = 0;
	bool open = false;
	int rc;

	rc = files_text(job.name, true, w->live, sizeof w->live, &len,
	    &open, e);
	if (rc < 0)
		return -1;
	if (rc > 0 && !open && strcmp(w->live, w->text) == 0)
		return 1;
	err_clear(&ignored);
	if (rc > 0)
		id = identity_load(w->live, len, &ignored);
	/* An unusable file must not replace a good .prev. */
	job.keep = rc > 0 && id == NULL ? ".bad" : ".prev";
	identity_free(id);
	owed_note("installed");
	if (own_keep(job.name, w->second, e) < 0)
		return -1;
	rc = install_file(&job, e);
	own_drop(w->second);
	return rc;
}

static void
warn(const struct work *w)
{
	static APART struct names held;
	char line[NAME_TEXT_MAX + 80];
	enum crt_name kind;
	unsigned i;
	struct name n;
	struct sbuf s;

	held.n = 0;
	for (i = 0; (kind = crt_name(w->im.chain[0], i, &n)) != CRT_NAME_END;
	    i++)
		if (kind == CRT_NAME_HOST)
			(void)names_add(&held, &n);
	if (held.n == 0)
		text_complain("warning", "the certificate has no names (SAN); "
		    "current clients reject it");
	for (i = 0; held.n > 0 && i < w->conf.names.n; i++) {
		if (names_cover(&held, &w->conf.names.item[i]))
			continue;
		sbuf_init(&s, line, sizeof line);
		sbuf_str(&s, "the certificate does not cover ");
		sbuf_str(&s, w->conf.names.item[i].text);
		sbuf_str(&s, ", a configured name");
		text_complain("warning", line);
	}
	if (w->im.alone)
		text_complain("warning", "no intermediate certificate was "
		    "given; most CAs have one, and it has to be installed too");
	if (w->im.unproven != NULL) {
		sbuf_init(&s, line, sizeof line);
		crt_subject(w->im.unproven, &s);
		sbuf_str(&s, IMPORT_UNPROVEN);
		text_complain("warning", line);
	}
	if (w->im.clock_unset)
		text_complain("warning", "the clock is not set; whether the "
		    "certificate is valid yet was not checked");
}

static void
say(const struct work *w, bool before)
{
	char line[CONF_DIR_MAX + 256];
	struct crt_facts f;
	struct sbuf s;

	crt_facts(w->im.chain[0], &f);
	sbuf_init(&s, line, sizeof line);
	sbuf_str(&s, before ? "already installed: " : "installed ");
	sbuf_str(&s, w->conf.dir);
	sbuf_char(&s, '/');
	sbuf_str(&s, files_server(w->second));
	sbuf_str(&s, ": ");
	sbuf_dec(&s, w->im.n_chain);
	sbuf_str(&s, w->im.n_chain == 1 ? " certificate, " :
	    " certificates, ");
	sbuf_str(&s, w->im.key->given ? "the given key" :
	    "the key from ");
	if (!w->im.key->given)
		sbuf_str(&s, w->im.key->from.file);
	sbuf_str(&s, ", valid until ");
	date_show(&s, f.not_after);
	sbuf_char(&s, '\n');
	io_say(STDOUT_FILENO, line);
}

static void
tell(const char *line)
{
	io_say(STDOUT_FILENO, line);
}

/* Ours does not stay beside one installed by hand: see run_each(). */
static void
put_aside(const struct work *w)
{
	struct err e;

	err_clear(&e);
	if (own_second_aside(w->conf.has_second, tell, &e) < 0)
		text_complain("warning", e.text);
}

/* Under the lock. */
static int
swap(struct work *w, struct err *e)
{
	const char *from;
	int rc;

	if (add_ours(w, e) < 0 || import_order(&w->im, e) < 0 ||
	    compose(w, e) < 0)
		return fail(e);
	warn(w);
	/* The kind of key decides which of the two files it is for. */
	w->second = w->conf.has_second && key_is_rsa(w->im.key->key) ==
	    key_kind_is_rsa(w->conf.second_key);
	rc = put(w, e);
	if (rc < 0)
		return fail(e);
	from = w->im.key->from.file;
	if (!w->im.key->given && strncmp(from, STORE_PENDING,
	    sizeof STORE_PENDING - 1) == 0 && pending_issued(from, e) < 0)
		text_complain("warning", e->text);
	if (!w->second)
		put_aside(w);
	say(w, rc > 0);
	if (rc > 0)
		whose_say("serves now: ", w->conf.dir, w->second, tell);
	if (rc > 0 && owed_action() == NULL)
		return EXIT_NOTHING;
	hooks_run(&w->conf, w->second, "installed");
	return EXIT_GOOD;
}

static int
locked(struct work *w, struct err *e)
{
	static APART struct run r;
	int fd, rc;

	if (install_enter(w->conf.dir, true, e) < 0)
		return fail(e);
	fd = run_take_lock(w->o->wait_s, w->conf.dir, e);
	if (fd < 0)
		return fd == LOCK_BUSY ? EXIT_LATER : fail(e);
	rc = run_random_ready(w->o->wait_s);
	r.conf = w->conf;
	if (rc == EXIT_GOOD)
		rc = cert_trial_start(&r, w->o);
	if (rc == EXIT_GOOD) {
		rc = swap(w, e);
		cert_trial_done(&r, w->o, rc);
	}
	run_end(&r);
	(void)close(fd);
	return rc;
}

int
cert_install(const struct cert_opts *o)
{
	static APART struct work w;
	int64_t now = clock_wall(), built = clock_built();
	struct err e;
	int rc;

	err_clear(&e);
	w.o = o;
	if (o->n_files == 0) {
		text_complain("install", "no certificate file given");
		return EXIT_USAGE;
	}
	if (conf_need(o->config, CONF_BAD_DIR | CONF_BAD_MAKE | CONF_BAD_OTHER,
	    &w.conf, &e) < 0)
		return fail(&e);
	err_clear(&e);
	import_start(&w.im, now < built ? built : now, now < built);
	w.im.may_staple = o->force;
	rc = read_all(&w, &e) < 0 ? fail(&e) : locked(&w, &e);
	import_free(&w.im);
	wipe(&w, sizeof w);
	return cert_trial_wait(o, rc);
}
