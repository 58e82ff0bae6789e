/* SPDX-License-Identifier: MIT */
/* The PEM files: see files.h. */
#include "store/files.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/file.h"
#include "base/install.h"
#include "base/sbuf.h"
#include "base/wipe.h"
#include "store/store.h"
#include "store/text.h"
#include "tls/identity.h"

int
files_text(const char *name, bool secret, char *text, size_t cap,
    size_t *len, bool *open, struct err *e)
{
	struct stat st;

	*open = false;
	if (lstat(name, &st) < 0) {
		if (errno == ENOENT)
			return 0;
		return err_set(e, "stat", name, errno);
	}
	if (file_read(name, 0, text, cap, len, &st, e) < 0)
		return -1;
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return err_why(e, "file", name,
		    "belongs to another user; type: chown root FILE");
	*open = (st.st_mode & (secret ? 077 : 022)) != 0;
	return 1;
}

int
files_shut(const char *name, bool secret, struct err *e)
{
	if (chmod(name, secret ? 0600 : 0644) < 0)
		return err_set(e, secret ? "chmod 600" : "chmod 644", name,
		    errno);
	text_complain(name, secret ? "was readable by others; its mode is now "
	    "0600" : "was writable by others; its mode is now 0644");
	return 0;
}

/*
 * Made by this program: C carries its mark, or is signed by the CA whose key
 * was installed for this purpose.
 */
static bool
is_ours(const struct files *f, const struct crt *c)
{
	if (crt_is_ours(c))
		return true;
	return f->ca_crt != NULL && f->ca_secret != NULL &&
	    crt_fits(f->ca_crt, f->ca_secret) && crt_signed_by(c, f->ca_crt);
}

/* A certificate in TEXT can be read and is not ours. */
static bool
has_foreign(const struct files *f, const char *text)
{
	bool foreign = false;
	struct crt *c;
	struct err e;

	while (*text != '\0') {
		err_clear(&e);
		c = crt_next(&text, &e);
		if (c != NULL && !is_ours(f, c))
			foreign = true;
		crt_free(c);
	}
	return foreign;
}

struct crt *
files_leaf(const struct identity *id, struct err *e)
{
	const uint8_t *der;
	size_t len;

	der = identity_cert(id, 0, &len);
	return crt_read(der, len, e);
}

static void
judge_server(struct files *f, const char *text, size_t len)
{
	struct identity *id;
	struct err ignored;

	f->server.state = FILE_BAD;
	id = identity_load(text, len, &f->server.why);
	if (id != NULL)
		f->leaf = files_leaf(id, &f->server.why);
	if (f->leaf != NULL)
		f->server.state = FILE_GOOD;
	identity_free(id);
	f->foreign = f->own ? false : strstr(text, STORE_INSTALLED) != NULL ||
	    (f->leaf != NULL ? !is_ours(f, f->leaf) : has_foreign(f, text));
	err_clear(&ignored);
	if (!f->foreign)
		f->leaf_key = key_read(text, len, &ignored);
}

static int
read_server(struct files *f, struct err *e)
{
	static APART char text[IDENTITY_PEM_MAX];
	size_t len = 0;
	int rc;

	rc = files_text(f->name, true, text, sizeof text,
	    &len, &f->server.open, e);
	if (rc > 0)
		judge_server(f, text, len);
	wipe(text, len);
	return rc;
}

static int
read_ca(struct files *f, struct err *e)
{
	static APART char text[IDENTITY_PEM_MAX];
	const char *p = text;
	size_t len;
	int rc;

	rc = files_text(STORE_CA, false, text, sizeof text, &len,
	    &f->ca.open, e);
	if (rc <= 0)
		return rc;
	f->ca_crt = crt_next(&p, &f->ca.why);
	f->ca.state = f->ca_crt == NULL ? FILE_BAD : FILE_GOOD;
	if (f->ca.state == FILE_BAD && f->ca.why.text[0] == '\0')
		(void)err_why(&f->ca.why, "no CERTIFICATE block in it", NULL,
		    NULL);
	return rc;
}

static int
read_ca_key(struct files *f, struct err *e)
{
	static APART char text[2 * KEY_PEM_MAX];
	size_t len = 0;
	int rc;

	rc = files_text(STORE_CA_KEY, true, text, sizeof text, &len,
	    &f->ca_key.open, e);
	if (rc > 0) {
		f->ca_secret = key_read(text, len, &f->ca_key.why);
		f->ca_key.state = f->ca_secret == NULL ? FILE_BAD : FILE_GOOD;
	}
	wipe(text, len);
	return rc;
}

const char *
files_server(bool second)
{
	return second ? STORE_SECOND : STORE_SERVER;
}

const char *
files_own(bool second)
{
	return second ? STORE_OWN_SECOND : STORE_OWN;
}

static void
start(struct files *f, const char *name, bool second)
{
	memset(f, 0, sizeof *f);
	f->name = name;
	f->second = second;
	f->own = strcmp(name, files_own(second)) == 0;
}

int
files_read_as(struct files *f, const char *name, bool second, struct err *e)
{
	start(f, name, second);
	if (read_ca(f, e) < 0 || read_ca_key(f, e) < 0 ||
	    read_server(f, e) < 0)
		return -1;
	return 0;
}

/* The reading of F has ended with RC. */
static void
settle(struct file_found *f, int rc, struct err *e)
{
	if (rc < 0) {
		f->state = FILE_BAD;
		f->why = *e;
	}
	err_clear(e);
}

void
files_look(struct files *f, const char *name, bool second)
{
	struct err e;

	err_clear(&e);
	start(f, name, second);
	settle(&f->ca, read_ca(f, &e), &e);
	settle(&f->ca_key, read_ca_key(f, &e), &e);
	settle(&f->server, read_server(f, &e), &e);
}

int
files_enter(const char *dir, struct err *e)
{
	struct stat st;

	if (stat(dir, &st) < 0 && errno == ENOENT)
		return err_why(e, "folder", dir, STORE_NONE);
	return install_enter(dir, false, e);
}

int
files_read(struct files *f, bool second, struct err *e)
{
	return files_read_as(f, files_server(second), second, e);
}

void
files_free(struct files *f)
{
	key_free(f->leaf_key);
	key_free(f->ca_secret);
	crt_free(f->leaf);
	crt_free(f->ca_crt);
	memset(f, 0, sizeof *f);
}

/*
 * The arithmetic, a quarter of the cost of a renewal, is not done: a new key
 * makes its own public half, sign_hash() checked the signature, and
 * install_file() compares the bytes.
 */
int
files_judge_server(void *arg, const char *text, size_t len, struct err *e)
{
	struct identity *id = identity_load(text, len, e);

	(void)arg;
	if (id == NULL)
		return -1;
	identity_free(id);
	return 0;
}

struct identity *
files_identity(const char *name, const char *none, bool *open, struct err *e)
{
	static APART char text[IDENTITY_PEM_MAX];
	struct identity *id = NULL;
	struct err why;
	size_t len = 0;
	bool ignored;
	int rc;

	rc = files_text(name, true, text, sizeof text, &len,
	    open == NULL ? &ignored : open, e);
	if (rc < 0)
		return NULL;
	err_clear(&why);
	if (rc > 0)
		id = identity_load(text, len, &why);
	wipe(text, len);
	if (id == NULL)
		(void)err_why(e, name, NULL, rc == 0 ? none : why.text);
	return id;
}

int
files_key(const char *name, struct key **k, struct err *e)
{
	static APART char text[IDENTITY_PEM_MAX];
	struct err ignored;
	size_t len = 0;
	bool open;
	int rc;

	*k = NULL;
	err_clear(&ignored);
	rc = files_text(name, true, text, sizeof text, &len, &open, e);
	if (rc > 0 && open)
		rc = files_shut(name, true, e) < 0 ? -1 : 1;
	if (rc > 0)
		*k = key_read(text, len, &ignored);
	wipe(text, len);
	return rc < 0 ? -1 : 0;
}

int
files_judge_key(void *arg, const char *text, size_t len, struct err *e)
{
	const struct key *made = arg;
	struct key *k = key_read(text, len, e);
	uint8_t a[KEY_ID_LEN], b[KEY_ID_LEN];
	int rc = 0;

	if (k == NULL)
		return -1;
	if (key_id(k, a) < 0 || key_id(made, b) < 0 ||
	    memcmp(a, b, sizeof a) != 0)
		rc = err_why(e, "private key", NULL, "differs from what was "
		    "written");
	key_free(k);
	return rc;
}

int
files_put_key(const char *name, const char *note, const char *keep,
    const struct key *k, struct err *e)
{
	static APART char text[FILES_NOTE_MAX + KEY_PEM_MAX];
	static APART char back[sizeof text + 2];
	struct install job = {
		.name = name, .mode = 0600, .bytes = text, .back = back,
		.cap = sizeof back, .judge = files_judge_key,
		.arg = (void *)(uintptr_t)k, .keep = keep
	};
	struct sbuf s;
	int rc;

	sbuf_init(&s, text, FILES_NOTE_MAX);
	sbuf_str(&s, note);
	rc = key_write(k, text + s.len, KEY_PEM_MAX, e);
	job.len = strlen(text);
	if (rc == 0)
		rc = install_file(&job, e);
	wipe(text, sizeof text);
	return rc;
}
