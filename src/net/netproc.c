/* SPDX-License-Identifier: MIT */
/* The network process: see netproc.h. */
#include "net/netproc.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/log.h"
#include "base/sbuf.h"
#include "key/handover.h"
#include "net/client_files.h"
#include "net/keyclient.h"
#include "net/plain.h"
#include "net/pump.h"
#include "os/backend.h"
#include "os/fdstream.h"
#include "os/mem.h"
#include "os/sandbox.h"
#include "os/tcp.h"
#include "serve/limits.h"

enum {
	/* Stack that a handshake dirties below session_run(). */
	STACK_BYTES = 64 * 1024
};

void
session_log_exit(const struct session *s, const struct session_sums *n,
    const char *why)
{
	char text[512];
	struct sbuf l;

	sbuf_init(&l, text, sizeof text);
	sbuf_str(&l, "EXIT service=");
	sbuf_str(&l, s->service->name);
	sbuf_str(&l, " from=");
	sbuf_str(&l, s->peer->host);
	sbuf_str(&l, " secs=");
	sbuf_dec(&l, (uint64_t)(clock_ms() - s->began_ms) / 1000);
	sbuf_str(&l, " in=");
	sbuf_dec(&l, n->in);
	sbuf_str(&l, " out=");
	sbuf_dec(&l, n->out);
	if (n->tls != NULL) {
		sbuf_str(&l, " tls=");
		sbuf_str(&l, n->tls);
		sbuf_str(&l, n->resumed ? " resumed=yes" : "");
	}
	sbuf_str(&l, " why=");
	sbuf_str(&l, why);
	log_line(LOG_LEVEL_NOTICE, text);
}

static int
confine(const struct session *s, struct err *e)
{
	int filtered;

	if (!priv_able()) {
		if (s->opts->user != NULL || s->opts->group != NULL)
			return err_why(e, "options -s and -g", NULL,
			    "only root can change user and group");
		log_line(LOG_LEVEL_NOTICE,
		    "not started as root: user and folder are not changed");
	}
	if (priv_drop(s->ids, s->opts->jail, log_is_file(), e) < 0)
		return -1;
	filtered = sandbox_enter(s->data_fd < 0 ? s->control_fd : -1);
	if (filtered < 0)
		return err_set(e, "enter the system call filter", NULL,
		    errno);
	if (filtered == 0)
		log_line(LOG_LEVEL_INFO, "this kernel filters no system "
		    "calls: user and folder alone confine the process");
	return 0;
}

/* NULL when the handshake is done, else why it is not. */
static const char *
handshake(const struct session *s, struct fdstream *net)
{
	for (;;) {
		switch (tls_handshake()) {
		case TLS_DONE:
			return NULL;
		case TLS_FAILED:
			return tls_end();
		case TLS_WAIT:
			if (!fdstream_wait(net, tls_stream()->want,
			    s->until_ms))
				return "handshake-timeout";
			break;
		}
	}
}

/* The line about a client's certificate; its names are printable. */
static void
log_client(const struct session *s, const struct tls_client *c)
{
	char text[512];
	struct sbuf l;

	if (c->undated)
		log_line(LOG_LEVEL_WARNING, "the clock is before the build: "
		    "dates of client certificates are not judged");
	sbuf_init(&l, text, sizeof text);
	sbuf_str(&l, c->refused == NULL ? "CLIENT" : "REFUSED");
	sbuf_str(&l, " service=");
	sbuf_str(&l, s->service->name);
	sbuf_str(&l, " from=");
	sbuf_str(&l, s->peer->host);
	if (c->refused != NULL) {
		sbuf_str(&l, " certificate=");
		sbuf_str(&l, c->refused);
	}
	if (c->subject != NULL) {
		sbuf_str(&l, " subject=");
		sbuf_str(&l, c->subject);
	}
	log_line(c->refused == NULL ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
	    text);
}

/*
 * The backend's end as a reason: "backend-exit:1"; NULL: it ended well.  It
 * is heard until then: a full pipe would keep it from ending.
 */
static const char *
backend_end(const struct session *s, struct errlog *l, int64_t until_ms)
{
	static char text[32];
	struct pollfd p = { .events = POLLIN };
	struct sbuf why;
	int status;

	if (s->key_pid == 0)
		return NULL;
	while (backend_wait(s->key_pid, 0, &status) < 0) {
		if (clock_ms() >= until_ms)
			return "backend-stays";
		p.fd = l->fd;
		if (poll(&p, 1, 10) > 0)
			errlog_read(l);
	}
	sbuf_init(&why, text, sizeof text);
	if (s->opts->on_tty && WIFSIGNALED(status) &&
	    WTERMSIG(status) == SIGHUP)
		return NULL;	/* the client hung up */
	if (WIFSIGNALED(status)) {
		sbuf_str(&why, "backend-signal:");
		sbuf_dec(&why, (uint64_t)WTERMSIG(status));
	} else if (WEXITSTATUS(status) != 0) {
		sbuf_str(&why, "backend-exit:");
		sbuf_dec(&why, (uint64_t)WEXITSTATUS(status));
	}
	return text[0] == '\0' ? NULL : text;
}

/* Relays until one side ends it; the result is why. */
static const char *
relay(const struct session *s, struct fdstream *net,
    struct session_sums *sums)
{
	/* Not on the stack: that is a page less of it while idle. */
	static struct pump p;
	const char *backend, *why;

	p.client_fd = net->fd;
	p.backend_fd = s->data_fd;
	p.starttls = s->opts->starttls;
	p.backend = handover_kind(s->opts);
	p.errlog.service = s->service->name;
	p.errlog.fd = s->stderr_fd;
	p.idle_ms = (int64_t)s->opts->idle_s * 1000;
	p.close_ms = CLOSE_S * 1000;
	why = pump_run(&p, tls_stream());
	sums->in = p.in;
	sums->out = p.out;
	/* The backend sees the end of its input and has a moment to go. */
	(void)close(s->data_fd);
	backend = backend_end(s, &p.errlog, clock_ms() + CLOSE_S * 1000);
	errlog_end(&p.errlog);
	if (why == NULL)
		why = backend;
	if (tls_end() != NULL)
		why = tls_end();
	return why == NULL ? "eof" : why;
}

int
session_run(struct session *s)
{
	static struct fdstream net;
	static struct tls_setup setup;
	struct session_sums sums = { 0, 0, NULL, false };
	/* While it is set the client hears plain text. */
	const struct starttls_protocol *plain = s->opts->starttls;
	const char *why;
	static struct err e;
	int status;
	int rc = EXIT_FAILED;

	err_clear(&e);
	fdstream_init(&net, s->client_fd, FDSTREAM_NET);
	wrap_policy_fill(&setup.policy, &s->opts->policy);
	/* No byte of the network is read before this line. */
	if (client_files_read(&setup.policy, &s->opts->policy, CLIENT_READ,
	    &e) < 0 ||
	    confine(s, &e) < 0) {
		why = "error";
		goto refuse;
	}
	if (keyclient_start(s, &setup) < 0) {
		why = "no-certificate";
		goto refuse;
	}
	if (plain != NULL) {
		why = plain_talk(&net, plain, s->plain_until_ms);
		if (why != NULL)
			goto out;
		s->until_ms = clock_ms() +
		    (int64_t)s->opts->handshake_s * 1000;
		plain = NULL;
	}
	setup.alpn = s->service->alpn[0] == NULL ? NULL : s->service->alpn;
	if (tls_start(&setup, &net.stream, &e) < 0) {
		why = "error";
		goto refuse;
	}
	rc = EXIT_GOOD;
	why = handshake(s, &net);
	slots_handshake_over(&s->slots);
	if (why != NULL) {
		if (tls_facts()->client.refused != NULL)
			log_client(s, &tls_facts()->client);
		goto out;
	}
	sums.tls = tls_facts()->version;
	sums.resumed = !keyclient_signed();
	if (tls_facts()->client.subject != NULL)
		log_client(s, &tls_facts()->client);
	if (keyclient_go() < 0) {
		why = "error";
		goto out;
	}
	if (s->data_fd < 0 && handover_take(s) < 0) {
		(void)tls_stream()->shut(tls_stream()->self);
		why = "no-backend";
		goto out;
	}
	(void)close(s->control_fd);
	tls_handshake_over();
	client_files_release();
	keyclient_over();
	mem_release_stack(STACK_BYTES);
	why = relay(s, &net, &sums);
	tcp_farewell(net.fd, TCP_FAREWELL_MS);
	session_log_exit(s, &sums, why);
	return rc;
refuse:
	if (e.text[0] != '\0')
		log_err(LOG_LEVEL_ERR, &e);
	if (plain != NULL)
		plain_refuse(net.fd, plain);
	else
		tls_refuse(&net.stream);
out:
	/* K sees the closed socket and ends. */
	(void)close(s->control_fd);
	slots_handshake_over(&s->slots);
	if (slots_made_room())
		why = limits_crowded;
	tcp_farewell(net.fd, why == limits_crowded ? 0 : TCP_FAREWELL_MS);
	(void)backend_wait(s->key_pid, clock_ms() + CLOSE_S * 1000, &status);
	session_log_exit(s, &sums, why);
	return rc;
}
