/* SPDX-License-Identifier: MIT */
/* The key process: see keyproc.h and control.h. */
#include "key/keyproc.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/exit.h"
#include "base/log.h"
#include "base/wipe.h"
#include "key/environment.h"
#include "key/handover.h"
#include "key/keyring.h"
#include "key/sealing.h"
#include "os/backend.h"
#include "os/chan.h"
#include "os/priv.h"
#include "wrap/control.h"

static APART struct sealing sealing;

/* Appends the chain of ID to MSG at AT; returns its end. */
static size_t
add_chain(const struct identity *id, uint8_t *msg, size_t at)
{
	const uint8_t *der;
	unsigned i;
	size_t len;

	for (i = 0; (der = identity_cert(id, i, &len)) != NULL; i++) {
		msg[at++] = (uint8_t)(len >> 16);
		msg[at++] = (uint8_t)(len >> 8);
		msg[at++] = (uint8_t)len;
		memcpy(msg + at, der, len);
		at += len;
	}
	return at;
}

static int
send_chains(const struct connection *c, const struct keyring *r)
{
	static APART uint8_t msg[CONTROL_CHAIN_MAX];
	size_t at = 1;
	unsigned i;

	msg[0] = CONTROL_CHAIN;
	for (i = 0; i < r->n; i++) {
		if (i > 0) {
			memset(msg + at, 0, 3);
			at += 3;
		}
		at = add_chain(r->id[i], msg, at);
	}
	return chan_send(c->control_fd, msg, at);
}

static int
answer_sign(const struct connection *c, struct keyring *r, const uint8_t *msg,
    size_t len)
{
	uint8_t reply[CONTROL_SIGNED_MAX];
	size_t sig_len;

	if (keyring_sign(r, (enum sign_scheme)msg[1], msg + 2, len - 2,
	    reply + 1, &sig_len) < 0) {
		reply[0] = CONTROL_NONE;
		sig_len = 0;
	} else {
		reply[0] = CONTROL_SIGNED;
	}
	return chan_send(c->control_fd, reply, 1 + sig_len);
}

/*
 * Keeps N's message about the client: one, and only if certificates are
 * requested from clients.
 */
static bool
take_client(const struct connection *c, struct environment_client *client,
    const uint8_t *msg, size_t len)
{
	unsigned long verify = c->opts->policy.verify;

	if (msg[0] != CONTROL_CLIENT || len < 2 || client->len != 0 ||
	    verify == 0 || verify >= VERIFY_UNSET)
		return false;
	memcpy(client->names, msg + 1, len - 1);
	client->names[len - 1] = '\0';
	client->len = len - 1;
	return true;
}

static int
answer_ticket(const struct connection *c, const uint8_t *msg, size_t len)
{
	uint8_t reply[CONTROL_OPEN_MAX];
	size_t reply_len = sealing_answer(&sealing, msg, len, reply);
	int rc = chan_send(c->control_fd, reply, reply_len);

	wipe(reply, sizeof reply);
	return rc;
}

/* Logs the reason and tells N that there is no key. */
static int
nothing_to_serve(const struct connection *c, const struct err *e)
{
	static const uint8_t none = CONTROL_NONE;

	log_err(LOG_LEVEL_ERR, e);
	(void)chan_send(c->control_fd, &none, sizeof none);
	return EXIT_FAILED;
}

static int
distrust(void)
{
	log_line(LOG_LEVEL_WARNING, "unexpected request from the network "
	    "process; it may be compromised");
	return -1;
}

/*
 * Handles CONTROL_NAME, accepted once and only after CONTROL_ASK: loads the
 * keys for that server name and sends their chains.  False: another message, or
 * no keys; *STATUS is the exit status then.
 */
static bool
take_name(const struct connection *c, struct keyring *r, const uint8_t *msg,
    size_t len, int *status)
{
	struct err e;

	if (msg[0] != CONTROL_NAME || len > CONTROL_NAME_MAX ||
	    !r->by_name || r->n > 0) {
		distrust();
		return false;
	}
	err_clear(&e);
	if (keyring_load(r, msg + 1, len - 1, &e) < 0) {
		*status = nothing_to_serve(c, &e);
		return false;
	}
	return send_chains(c, r) == 0;
}

/*
 * Handles CONTROL_ACME: nothing but the key for the challenge is left, and no
 * ticket can be made.  False: there is none; *STATUS is the exit status then.
 */
static bool
take_acme(const struct connection *c, struct keyring *r, const uint8_t *msg,
    size_t len, int *status)
{
	static const uint8_t none = CONTROL_NONE;
	struct err e;
	int rc;

	if (len > CONTROL_NAME_MAX || !c->service->acme) {
		distrust();
		return false;
	}
	sealing_end(&sealing);
	err_clear(&e);
	rc = keyring_acme(r, msg + 1, len - 1, &e);
	if (rc > 0)
		return send_chains(c, r) == 0;
	/* Anybody may ask for any name: no reason for a line in the log. */
	if (rc == 0)
		(void)chan_send(c->control_fd, &none, sizeof none);
	else
		*status = nothing_to_serve(c, &e);
	return false;
}

/*
 * Serves N until it sends GO; *LEN is the length of that message in MSG.  A
 * handshake signs once, so a second request is refused: a compromised N must
 * not become a signing oracle.  -1: N has ended, took too long or cannot be
 * served; *STATUS is the exit status.
 */
static int
serve(const struct connection *c, struct keyring *r,
    struct environment_client *client, uint8_t *msg, size_t *len, int *status)
{
	bool has_signed = false, acme = false;
	long n;

	for (;;) {
		n = chan_recv(c->control_fd, msg, CONTROL_CLIENT_MAX,
		    c->until_ms);
		if (n <= 0)
			return -1;
		*len = (size_t)n;
		if (sealing_takes(&sealing, msg, *len)) {
			if (answer_ticket(c, msg, *len) < 0)
				return -1;
			/* With -r this process lives on for a while. */
			wipe(msg, *len);
		} else if (msg[0] == CONTROL_ACME && !has_signed && !acme) {
			if (!take_acme(c, r, msg, *len, status))
				return -1;
			acme = true;
		} else if (r->n == 0) {
			if (!take_name(c, r, msg, *len, status))
				return -1;
		} else if (msg[0] == CONTROL_GO && n >= 4 &&
		    n <= CONTROL_GO_MAX && !acme) {
			return 0;
		} else if (acme || !take_client(c, client, msg, *len)) {
			if (msg[0] != CONTROL_SIGN || n < 3 ||
			    n > CONTROL_SIGN_MAX || has_signed)
				return distrust();
			has_signed = true;
			if (answer_sign(c, r, msg, *len) < 0)
				return -1;
		}
	}
}

static int
become_backend(const struct connection *c,
    const struct environment_client *client, const uint8_t *msg, size_t len)
{
	/* N never touches it. */
	static APART struct environment env;
	struct err e;

	environment_fill(&env, c, client, msg, len);
	err_clear(&e);
	if (c->run_as != NULL && priv_become(c->run_as, &e) < 0) {
		log_err(LOG_LEVEL_ERR, &e);
		return EXIT_NOEXEC;
	}
	if (c->opts->remote != NULL)
		return handover_remote(c, &env);
	if (c->opts->on_tty)
		return handover_tty(c, &env);
	backend_exec(c->opts->prog, c->opts->prog_argv, env.vars, c->data_fd,
	    c->stderr_fd);
	err_set(&e, "start", c->opts->prog, errno);
	log_err(LOG_LEVEL_ERR, &e);
	return EXIT_NOEXEC;
}

/* The messages that N gets before it reads the network. */
static int
begin(const struct connection *c, struct keyring *r)
{
	static const uint8_t tickets = CONTROL_TICKETS, ask = CONTROL_ASK;

	sealing_start(&sealing, c->opts, c->service->name);
	if (sealing.on &&
	    chan_send(c->control_fd, &tickets, sizeof tickets) < 0)
		return -1;
	return r->n == 0 ? chan_send(c->control_fd, &ask, sizeof ask) :
	    send_chains(c, r);
}

int
keyproc_run(const struct connection *c)
{
	static APART uint8_t msg[CONTROL_CLIENT_MAX];
	static APART struct environment_client client;
	/* Without a handshake N has logged why. */
	int status = EXIT_GOOD;
	struct keyring r;
	struct err e;
	size_t len = 0;
	int rc;

	err_clear(&e);
	client.len = 0;
	log_forked();
	priv_hide();
	rc = keyring_open(&r, c->opts, &e);
	r.peer = c->peer;
	r.local = c->local;
	if (rc == 0 && !r.by_name)
		rc = keyring_load(&r, "", 0, &e);
	if (rc < 0) {
		keyring_free(&r);
		return nothing_to_serve(c, &e);
	}
	rc = begin(c, &r);
	if (rc == 0)
		rc = serve(c, &r, &client, msg, &len, &status);
	keyring_free(&r);
	sealing_end(&sealing);
	return rc < 0 ? status : become_backend(c, &client, msg, len);
}
