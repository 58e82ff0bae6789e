/* SPDX-License-Identifier: MIT */
/*
 * thimble-cert request: a certificate request for a public CA.  Changes nothing
 * that is in use.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/install.h"
#include "base/io.h"
#include "base/lock.h"
#include "base/wipe.h"
#include "cert/cert_opts.h"
#include "store/conf.h"
#include "store/dots.h"
#include "store/files.h"
#include "store/names.h"
#include "store/pending.h"
#include "store/run.h"
#include "store/store.h"
#include "store/text.h"
#include "tls/csr.h"

/* What the request is to contain. */
struct wish {
	const struct cert_opts *o;
	struct conf conf;
	struct names names;
	enum key_kind kind;
	bool fresh;		/* --new-key */
	int home;		/* --out is relative to this folder */
};

static int
fail(const struct err *e)
{
	text_complain("request", e->text);
	return EXIT_FAILED;
}

/* Reads --names and --key-type; an exit status. */
static int
read_wish(struct wish *w)
{
	const struct cert_opts *o = w->o;
	const char *bad;
	char where[96];
	struct sbuf s;
	struct err e;

	err_clear(&e);
	if (conf_need(o->config, CONF_BAD_OWN & ~(o->names == NULL ? 0u :
	    (unsigned)CONF_BAD_NAMES), &w->conf, &e) < 0)
		return fail(&e);
	err_clear(&e);
	w->kind = o->second && w->conf.has_second ? w->conf.second_key :
	    w->conf.key;
	w->fresh = o->new_key != 0;
	if (o->key_type != NULL && conf_key(o->key_type, &w->kind) < 0) {
		text_complain("request", "--key-type must be p256, p384, "
		    "rsa2048, rsa3072 or rsa4096");
		return EXIT_USAGE;
	}
	if (o->names == NULL)
		return names_wanted(&w->names, &w->conf, &e) < 0 ? fail(&e) :
		    EXIT_GOOD;
	bad = names_read(&w->names, o->names);
	if (bad == NULL && w->names.n > 0)
		return EXIT_GOOD;
	sbuf_init(&s, where, sizeof where);
	sbuf_str(&s, "request: --names");
	if (bad != NULL) {
		sbuf_str(&s, ": ");
		names_word(&s, bad);
	}
	text_complain(where, NAMES_ALLOWED);
	return EXIT_USAGE;
}

static int
make_key(const struct wish *w, struct key **k, struct err *e)
{
	dots_start(false);
	*k = key_make(w->kind, e);
	dots_end();
	if (*k == NULL || pending_put(*k, e) < 0)
		return fail(e);
	text_complain("request", "made a new key, " STORE_PENDING "; it comes "
	    "into use when its certificate is installed");
	return EXIT_GOOD;
}

/* The pending key, a new one, or the one in use. */
static int
choose_key(const struct wish *w, struct key **k, struct err *e)
{
	const char *name = files_server(w->o->second != 0);
	bool typed = w->o->key_type != NULL;

	if (!w->fresh && files_key(STORE_PENDING, k, e) < 0)
		return fail(e);
	if (*k != NULL && (!typed || key_is(*k, w->kind))) {
		text_complain("request", "using the existing "
		    STORE_PENDING);
		return EXIT_GOOD;
	}
	if (w->fresh || typed) {
		key_free(*k);
		return make_key(w, k, e);
	}
	if (files_key(name, k, e) < 0)
		return fail(e);
	if (*k == NULL) {
		err_why(e, name, NULL, "has no key yet; add --new-key");
		return fail(e);
	}
	return EXIT_GOOD;
}

/*
 * 0 if OUT, open as FD, may be overwritten: it is empty or holds a request.
 * Otherwise a slip in the file name could destroy a key.
 */
static int
may_replace(int fd, const char *out, struct err *e)
{
	static const char begin[] = "-----BEGIN CERTIFICATE REQUEST-----";
	static APART char room[CSR_PEM_MAX + 1];
	ssize_t n = read(fd, room, sizeof room - 1);
	int rc = 0;

	if (n < 0)
		return err_set(e, "read", out, errno);
	room[n] = '\0';
	/* A truncated request may be overwritten too. */
	if (strncmp(room, begin, (size_t)n < sizeof begin - 1 ? (size_t)n :
	    sizeof begin - 1) != 0 || strstr(room, "PRIVATE KEY") != NULL ||
	    (size_t)n == sizeof room - 1)
		rc = err_why(e, out, NULL, "not overwritten: it holds "
		    "something other than a request");
	wipe(room, sizeof room);
	return rc;
}

/*
 * Opens OUT to write a request there.  What was judged is what is emptied: it
 * is opened once, and not through a link, which others could put into a folder
 * of theirs.  The links of /dev are root's: /dev/stdout.
 */
static int
open_out(const struct wish *w, const char *out, struct err *e)
{
	const int how = O_NOCTTY | O_CLOEXEC |
	    (strncmp(out, "/dev/", 5) == 0 ? 0 : O_NOFOLLOW);
	const int link = (how & O_NOFOLLOW) != 0 ? AT_SYMLINK_NOFOLLOW : 0;
	struct stat st;
	bool file;
	int fd;

	/*
	 * A terminal or a pipe otherwise.  Opening a pipe waits for its reader,
	 * who would take one that is opened and closed again for the end.
	 */
	file = fstatat(w->home, out, &st, link) < 0 || S_ISREG(st.st_mode);
	fd = openat(w->home, out, how | (file ? O_RDWR | O_CREAT | O_NONBLOCK :
	    O_WRONLY), 0644);
	if (fd < 0)
		return errno == ELOOP ? err_why(e, "open", out,
		    "is a symbolic link, which is not followed") :
		    err_set(e, "open", out, errno);
	if (fstat(fd, &st) < 0 || file != S_ISREG(st.st_mode)) {
		err_why(e, "open", out, "it is not the same file any more");
		goto failed;
	}
	if (!file)
		return fd;
	if (may_replace(fd, out, e) < 0)
		goto failed;
	if (ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	err_set(e, "write", out, errno);
failed:
	(void)close(fd);
	return -1;
}

/* A request is no secret. */
static int
put(const struct wish *w, const char *pem, struct err *e)
{
	const char *out = w->o->out;
	int fd = out == NULL ? STDOUT_FILENO : open_out(w, out, e);
	int rc;

	if (fd < 0)
		return -1;
	rc = io_write(fd, pem, strlen(pem));
	if (rc < 0)
		err_set(e, "write", out, errno);
	if (out != NULL && close(fd) < 0 && rc == 0)
		rc = err_set(e, "write", out, errno);
	return rc;
}

static int
ask(const struct wish *w, struct err *e)
{
	static APART char pem[CSR_PEM_MAX];
	struct csr_spec spec = {
		.names = &w->names, .organization = w->conf.organization
	};
	struct key *k = NULL;
	int fd, rc;

	fd = run_take_lock(w->o->wait_s, w->conf.dir, e);
	if (fd < 0)
		return fd == LOCK_BUSY ? EXIT_LATER : fail(e);
	/* The signature needs randomness too. */
	rc = run_random_ready(w->o->wait_s);
	if (rc == EXIT_GOOD)
		rc = choose_key(w, &k, e);
	spec.key = k;
	if (rc == EXIT_GOOD && (csr_make(&spec, pem, sizeof pem, e) < 0 ||
	    put(w, pem, e) < 0))
		rc = fail(e);
	key_free(k);
	(void)close(fd);
	return rc;
}

int
cert_request(const struct cert_opts *o)
{
	static APART struct wish w;
	struct err e;
	int rc;

	err_clear(&e);
	w.o = o;
	rc = read_wish(&w);
	if (rc != EXIT_GOOD)
		return rc;
	w.home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w.home < 0)
		w.home = AT_FDCWD;
	if (install_enter(w.conf.dir, true, &e) < 0)
		return fail(&e);
	return ask(&w, &e);
}
