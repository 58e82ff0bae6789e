/* SPDX-License-Identifier: MIT */
/* The keys of a connection: see keyring.h. */
#include "key/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/ip.h"
#include "base/log.h"
#include "base/name.h"
#include "base/path.h"
#include "base/sbuf.h"
#include "base/wipe.h"
#include "key/sni.h"
#include "os/dir.h"

enum { PATH_CAP = 512 };

#define DEFAULT "default"

/* A path up to where its ending goes. */
struct stem {
	char text[PATH_CAP];
	size_t len;
};

void
keyring_warn(struct keyring *r, const char *what, const char *path,
    const char *to_type)
{
	struct err e;

	err_clear(&e);
	err_why(&e, what, path, to_type);
	log_err(LOG_LEVEL_WARNING, &e);
	r->clean = false;
}

/* Refuses a file that others can write to; warns if they can read it. */
static int
judge_mode(struct keyring *r, const char *path, const struct stat *st,
    bool has_key, struct err *e)
{
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_why(e, "Wrong permissions on", path, "others can "
		    "write to it; make sure it is yours, then type: "
		    "chown root PEM; chmod 600 PEM");
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return err_why(e, "Wrong permissions on", path,
		    "it belongs to another user; type: chown root PEM");
	if (has_key && (st->st_mode & (S_IRWXG | S_IRWXO)) != 0 &&
	    S_ISREG(st->st_mode))
		keyring_warn(r, "Wrong permissions on", path,
		    "others can read the private key; type: chmod 600 PEM");
	return 0;
}

/* What makes PATH: `ensure` knows two names only. */
static const char *
to_get(const char *path)
{
	const char *name = path_base(path);

	return strcmp(name, "server" KEYRING_PEM) == 0 ||
	    strcmp(name, "server" KEYRING_ALSO) == 0 ?
	    "type: thimble-cert ensure" : "thimble-cert does not make this "
	    "file; see thimble-cert(8), install";
}

static void
judge_dates(struct keyring *r, const char *path,
    const struct identity_facts *f)
{
	int64_t now = clock_wall();

	/*
	 * If the clock is before the build date, the clock is wrong, not the
	 * PEM.
	 */
	if (now < clock_built())
		return;
	if (now > f->not_after)
		keyring_warn(r, "expired certificate in", path,
		    to_get(path));
	else if (now < f->not_before)
		keyring_warn(r, "certificate not valid yet in", path,
		    "check the clock with: date");
}

static struct identity *
load(struct keyring *r, const char *path, struct err *e)
{
	static APART char pem[IDENTITY_PEM_MAX];
	struct identity *id = NULL;
	struct stat st;
	struct err why;
	size_t len;

	err_clear(&why);
	errno = 0;
	if (file_read(path, 1, pem, sizeof pem, &len, &st, &why) < 0) {
		err_why(e, why.text, NULL, errno == EACCES ?
		    "start thimble as root, or as the file's owner" :
		    to_get(path));
		goto out;
	}
	id = identity_load(pem, len, &why);
	/* Whoever writes to it is the reason for what is wrong in it, too. */
	if (judge_mode(r, path, &st, id != NULL, e) < 0) {
		identity_free(id);
		id = NULL;
		goto out;
	}
	if (id == NULL) {
		err_why(e, "load", path, why.text);
		goto out;
	}
	judge_dates(r, path, identity_facts(id));
	if (identity_facts(id)->must_staple)
		keyring_warn(r, "must-staple in", path, "clients may refuse "
		    "this server, which does not support OCSP stapling; ask "
		    "the CA for a certificate without it");
out:
	wipe(pem, sizeof pem);
	return id;
}

static int
add(struct keyring *r, const char *path, struct err *e)
{
	struct identity *id = r->n == IDENTITIES_MAX ? NULL :
	    load(r, path, e);

	if (id == NULL && r->n < IDENTITIES_MAX)
		return -1;
	if (id != NULL && (r->n == 0 || identity_facts(id)->rsa !=
	    identity_facts(r->id[0])->rsa)) {
		r->id[r->n++] = id;
		return 0;
	}
	identity_free(id);
	return err_why(e, "load", path, "a key of this type, EC or RSA, "
	    "is already loaded; leave this one out");
}

/* The first key must be good; problems with a second are only logged. */
static int
add_next(struct keyring *r, const char *path, struct err *e)
{
	struct err why;

	if (r->n == 0)
		return add(r, path, e);
	err_clear(&why);
	if (add(r, path, &why) < 0) {
		log_err(LOG_LEVEL_WARNING, &why);
		r->clean = false;
	}
	return 0;
}

static bool
is_there(struct stem *s, const char *ending)
{
	struct stat st;

	memcpy(s->text + s->len, ending, strlen(ending) + 1);
	return lstat(s->text, &st) == 0;
}

/* Adds S.pem and, if it exists, S-also.pem; 0: there is no S.pem. */
static int
add_pair(struct keyring *r, struct stem *s, struct err *e)
{
	if (!is_there(s, KEYRING_PEM))
		return 0;
	if (add(r, s->text, e) < 0)
		return -1;
	if (is_there(s, KEYRING_ALSO))
		(void)add_next(r, s->text, e);
	return 1;
}

int
keyring_add(struct keyring *r, const char *name, struct err *e)
{
	struct stem s;
	struct sbuf path;

	/* Room for the longest ending and its NUL. */
	sbuf_init(&path, s.text, sizeof s.text - sizeof KEYRING_ALSO);
	sbuf_str(&path, r->folder);
	sbuf_char(&path, '/');
	sbuf_str(&path, name);
	if (path.cut)
		return err_why(e, "option -p", r->folder, "too long a path");
	s.len = path.len;
	return add_pair(r, &s, e);
}

/* 1: selected by name; 0: no file for it; -1: E has the reason. */
static int
add_by_name(struct keyring *r, const void *name, size_t len, struct err *e)
{
	char stem[SNI_STEM_MAX];
	int rc = 0;

	if (sni_stem(name, len, false, stem) == 0)
		rc = keyring_add(r, stem, e);
	if (rc == 0 && sni_stem(name, len, true, stem) == 0)
		rc = keyring_add(r, stem, e);
	return rc;
}

/* The address A, unless it has none. */
static int
name_of(struct name *n, const struct addr *a)
{
	static const uint8_t none[IP6_BYTES];

	if (a == NULL || memcmp(a->ip, none, sizeof none) == 0)
		return -1;
	if (ip_is_mapped(a->ip))
		name_of_ip(n, a->ip + sizeof a->ip - IP4_BYTES, IP4_BYTES);
	else
		name_of_ip(n, a->ip, sizeof a->ip);
	return 0;
}

/* What the client has asked for; -1: nobody knows. */
static int
find_wish(const struct keyring *r, const char *name, size_t len,
    struct name *wish)
{
	struct name from;

	if (len > 0)
		return name_parse(name, len - (name[len - 1] == '.'), wish);
	if (name_of(&from, r->peer) < 0 ||
	    (!name_is_private(&from) && !name_is_loopback(&from)))
		return -1;
	return name_of(wish, r->local);
}

/* Puts the own pair in place of another's, if only that fits. */
static bool
take_own(struct keyring *r, const char *name, size_t len)
{
	struct identity *own;
	struct name wish;
	struct err why;

	if (r->n > 0 && (find_wish(r, name, len, &wish) < 0 ||
	    identity_covers(r->id[0], &wish)))
		return false;
	err_clear(&why);
	own = load(r, WRAP_OWN, &why);
	if (own == NULL) {
		log_err(LOG_LEVEL_WARNING, &why);
		r->clean = false;
		return false;
	}
	if (r->n > 0 && !identity_covers(own, &wish)) {
		identity_free(own);
		return false;
	}
	keyring_free(r);
	r->id[r->n++] = own;
	return true;
}

/* Where another's cannot be used, the own pair is better than nothing. */
static int
add_default(struct keyring *r, const void *name, size_t len, struct err *e)
{
	struct stem server = { WRAP_PEM, sizeof WRAP_PEM - sizeof KEYRING_PEM };
	struct stem own = { WRAP_OWN, sizeof WRAP_OWN - sizeof KEYRING_PEM };
	struct stem *s = &server;

	(void)add(r, server.text, e);
	if (r->own && take_own(r, name, len)) {
		s = &own;
		if (e->text[0] != '\0')
			log_err(LOG_LEVEL_ERR, e);
		err_clear(e);
	}
	if (r->n == 0)
		return -1;
	if (is_there(s, KEYRING_ALSO))
		(void)add_next(r, s->text, e);
	return 0;
}

/* Whether the own pair is kept, and is not what serves. */
static bool
has_own(void)
{
	struct stat own, serves;

	return lstat(WRAP_OWN, &own) == 0 && S_ISREG(own.st_mode) &&
	    (lstat(WRAP_PEM, &serves) < 0 || own.st_ino != serves.st_ino);
}

int
keyring_open(struct keyring *r, const struct wrap_opts *o, struct err *e)
{
	struct stat st;
	unsigned i;

	memset(r, 0, sizeof *r);
	r->opts = o;
	r->clean = true;
	for (i = 0; i < WRAP_PEMS_MAX && o->pem[i] != NULL; i++) {
		if (stat(o->pem[i], &st) < 0 || !S_ISDIR(st.st_mode))
			continue;
		if (r->folder != NULL)
			return err_why(e, "option -p", o->pem[i],
			    "only one folder can be given");
		if (judge_mode(r, o->pem[i], &st, false, e) < 0)
			return -1;
		r->folder = o->pem[i];
	}
	r->own = o->pem[0] == NULL && has_own();
	r->by_name = r->own || r->folder != NULL;
	return 0;
}

int
keyring_load(struct keyring *r, const void *name, size_t len, struct err *e)
{
	const char *const *pem = r->opts->pem;
	unsigned i;
	int rc = 0;

	if (pem[0] == NULL)
		return add_default(r, name, len, e);
	if (r->folder != NULL)
		rc = add_by_name(r, name, len, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	for (i = 0; i < WRAP_PEMS_MAX && pem[i] != NULL; i++)
		if (pem[i] != r->folder && add_next(r, pem[i], e) < 0)
			return -1;
	if (r->n == 0)
		rc = keyring_add(r, DEFAULT, e);
	if (r->n == 0 && rc == 0)
		rc = err_why(e, "no certificate in", r->folder, "for "
		    "this server name, and no default.pem; see thimble(8)");
	return rc < 0 ? -1 : 0;
}

int
keyring_sign(struct keyring *r, enum sign_scheme scheme,
    const uint8_t *hash, size_t hash_len, uint8_t *sig, size_t *sig_len)
{
	unsigned i;

	for (i = 0; i < r->n; i++)
		if (identity_sign(r->id[i], scheme, hash, hash_len, sig,
		    sig_len) == 0)
			return 0;
	return -1;
}

int
keyring_prove(const struct keyring *r, struct err *e)
{
	unsigned i;

	for (i = 0; i < r->n; i++)
		if (identity_prove(r->id[i], e) < 0)
			return -1;
	return 0;
}

void
keyring_free(struct keyring *r)
{
	while (r->n > 0)
		identity_free(r->id[--r->n]);
}
