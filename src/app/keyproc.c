/* SPDX-License-Identifier: MIT */
/* The key process: see keyproc.h and control.h. */
#include "app/keyproc.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/control.h"
#include "app/environment.h"
#include "app/handover.h"
#include "base/apart.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/file.h"
#include "base/log.h"
#include "base/wipe.h"
#include "os/backend.h"
#include "os/chan.h"
#include "os/priv.h"

static void
warn(bool *clean, const char *what, const char *path, const char *to_type)
{
	struct err e;

	err_clear(&e);
	err_why(&e, what, path, to_type);
	log_err(LOG_LEVEL_WARNING, &e);
	if (clean != NULL)
		*clean = false;
}

/* Others may not write to it; that they can read it is said each time. */
static int
judge_mode(const char *path, const struct stat *st, bool *clean,
    struct err *e)
{
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_why(e, "Wrong permissions on", path, "others can "
		    "write to it; make sure it is yours, then type: "
		    "chown root PEM; chmod 600 PEM");
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return err_why(e, "Wrong permissions on", path,
		    "it belongs to another user; type: chown root PEM");
	if ((st->st_mode & (S_IRWXG | S_IRWXO)) != 0)
		warn(clean, "Wrong permissions on", path,
		    "others can read the private key; type: chmod 600 PEM");
	return 0;
}

static void
judge_dates(const char *path, const struct identity_facts *f, bool *clean)
{
	int64_t now = clock_wall();

	/* With the clock before the build every date is wrong, not the PEM. */
	if (now < clock_built())
		return;
	if (now > f->not_after)
		warn(clean, "expired certificate in", path,
		    "type: thimble-cert ensure");
	else if (now < f->not_before)
		warn(clean, "certificate not valid yet in", path,
		    "check the clock with: date");
}

struct identity *
keyproc_load(const char *path, bool *clean, struct err *e)
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
		    "inetd has to start this as root, or as its owner" :
		    "type: thimble-cert ensure");
		goto out;
	}
	if (judge_mode(path, &st, clean, e) < 0)
		goto out;
	id = identity_load(pem, len, &why);
	if (id == NULL) {
		err_why(e, "load", path, why.text);
		goto out;
	}
	judge_dates(path, identity_facts(id), clean);
out:
	wipe(pem, sizeof pem);
	return id;
}

static int
send_chain(const struct keyproc *k, const struct identity *id)
{
	static APART uint8_t msg[CONTROL_CHAIN_MAX];
	size_t at = 0, len;
	const uint8_t *der;
	unsigned i;

	msg[at++] = CONTROL_CHAIN;
	for (i = 0; (der = identity_cert(id, i, &len)) != NULL; i++) {
		msg[at++] = (uint8_t)(len >> 16);
		msg[at++] = (uint8_t)(len >> 8);
		msg[at++] = (uint8_t)len;
		memcpy(msg + at, der, len);
		at += len;
	}
	return chan_send(k->control_fd, msg, at);
}

static int
answer_sign(const struct keyproc *k, struct identity *id, const uint8_t *msg,
    size_t len)
{
	uint8_t reply[CONTROL_SIGNED_MAX];
	size_t sig_len;

	if (identity_sign(id, (enum sign_scheme)msg[1], msg + 2, len - 2,
	    reply + 1, &sig_len) < 0) {
		reply[0] = CONTROL_NONE;
		sig_len = 0;
	} else {
		reply[0] = CONTROL_SIGNED;
	}
	return chan_send(k->control_fd, reply, 1 + sig_len);
}

/*
 * Serves N until it says GO; *LEN is the length of that message in MSG.  A
 * handshake signs once, so a second wish is refused: N shall not be an oracle
 * for whoever took it over.
 */
static int
serve(const struct keyproc *k, struct identity *id, uint8_t *msg,
    size_t *len)
{
	bool has_signed = false;
	long n;

	for (;;) {
		n = chan_recv(k->control_fd, msg, CONTROL_GO_MAX,
		    k->until_ms);
		if (n <= 0)
			return -1;	/* N ended or took too long */
		*len = (size_t)n;
		if (msg[0] == CONTROL_GO && n >= 4)
			return 0;
		if (msg[0] != CONTROL_SIGN || n < 3 || n > CONTROL_SIGN_MAX ||
		    has_signed) {
			log_line(LOG_LEVEL_WARNING, "the network process asks "
			    "for what it never asks: it may be in other hands");
			return -1;
		}
		has_signed = true;
		if (answer_sign(k, id, msg, *len) < 0)
			return -1;
	}
}

static int
become_backend(const struct keyproc *k, const uint8_t *msg, size_t len)
{
	/* N never touches them. */
	static APART struct environment env;
	struct err e;

	environment_fill(&env, k, msg, len);
	if (k->opts->remote != NULL)
		return handover_remote(k, &env);
	if (k->opts->on_tty)
		return handover_tty(k, &env);
	backend_exec(k->opts->prog, k->opts->prog_argv, env.vars, k->data_fd,
	    k->stderr_fd);
	err_clear(&e);
	err_set(&e, "start", k->opts->prog, errno);
	log_err(LOG_LEVEL_ERR, &e);
	return EXIT_NOEXEC;
}

int
keyproc_run(const struct keyproc *k)
{
	static const uint8_t none = CONTROL_NONE;
	uint8_t msg[CONTROL_GO_MAX];
	struct identity *id;
	struct err e;
	size_t len = 0;
	int rc;

	err_clear(&e);
	log_forked();
	priv_hide();
	id = keyproc_load(k->opts->pem, NULL, &e);
	if (id == NULL) {
		log_err(LOG_LEVEL_ERR, &e);
		(void)chan_send(k->control_fd, &none, sizeof none);
		return EXIT_FAILED;
	}
	rc = send_chain(k, id);
	if (rc == 0)
		rc = serve(k, id, msg, &len);
	identity_free(id);
	if (rc < 0)
		return EXIT_GOOD;	/* no handshake: N has logged why */
	return become_backend(k, msg, len);
}
