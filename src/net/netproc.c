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
#include "net/client_files.h"
#include "net/handover_take.h"
#include "net/keyclient.h"
#include "net/plain.h"
#include "net/pump.h"
#include "os/backend.h"
#include "os/fdstream.h"
#include "os/mem.h"
#include "os/sandbox.h"
#include "os/tcp.h"

enum {
	/* Stack that a handshake dirties below netproc_run(). */
	STACK_BYTES = 64 * 1024
};

/* What the phases of a connection, below, hand on. */
struct phases {
	struct fdstream net;
	struct tls_setup setup;
	/* While it is set the client hears plain text. */
	const struct starttls_protocol *plain;
	struct connection_totals totals;
	struct err e;
	int status;		/* of this process, at its end */
};

static int
confine(const struct connection *c, struct err *e)
{
	int filtered;

	if (!priv_able()) {
		if (c->opts->user != NULL || c->opts->group != NULL)
			return err_why(e, "options -s and -g", NULL,
			    "only root can change user and group");
		log_line(LOG_LEVEL_NOTICE,
		    "not started as root: user and folder are not changed");
	}
	if (priv_drop(c->ids, c->opts->jail, log_is_file(), e) < 0)
		return -1;
	filtered = sandbox_enter(c->data_fd < 0 ? c->control_fd : -1);
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
handshake(const struct connection *c, struct fdstream *net)
{
	for (;;) {
		switch (tls_handshake()) {
		case TLS_DONE:
			return NULL;
		case TLS_FAILED:
			return tls_end();
		case TLS_WAIT:
			if (!fdstream_wait(net, tls_stream()->want,
			    c->until_ms))
				return "handshake-timeout";
			break;
		}
	}
}

/* The line about a client's certificate; its names are printable. */
static void
log_client(const struct connection *c, const struct tls_client *t)
{
	char text[512];
	struct sbuf l;

	if (t->undated)
		log_line(LOG_LEVEL_WARNING, "the clock is before the build: "
		    "dates of client certificates are not judged");
	sbuf_init(&l, text, sizeof text);
	connection_line(&l, t->refused == NULL ? "CLIENT" : "REFUSED", c);
	if (t->refused != NULL) {
		sbuf_str(&l, " certificate=");
		sbuf_str(&l, t->refused);
	}
	if (t->subject != NULL) {
		sbuf_str(&l, " subject=");
		sbuf_str(&l, t->subject);
	}
	log_line(t->refused == NULL ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
	    text);
}

/*
 * The backend's end as a reason: "backend-exit:1"; NULL: it ended well.  It
 * is heard until then: a full pipe would keep it from ending.
 */
static const char *
backend_end(const struct connection *c, struct errlog *l, int64_t until_ms)
{
	static char text[32];
	struct pollfd p = { .events = POLLIN };
	struct sbuf why;
	int status;

	if (c->key_pid == 0)
		return NULL;
	while (backend_wait(c->key_pid, 0, &status) < 0) {
		if (clock_ms() >= until_ms)
			return "backend-stays";
		p.fd = l->fd;
		if (poll(&p, 1, 10) > 0)
			errlog_read(l);
	}
	sbuf_init(&why, text, sizeof text);
	if (c->opts->on_tty && WIFSIGNALED(status) &&
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
relay(const struct connection *c, struct fdstream *net,
    struct connection_totals *totals)
{
	/* Not on the stack: that is a page less of it while idle. */
	static struct pump p;
	const char *backend, *why;

	p.client_fd = net->fd;
	p.backend_fd = c->data_fd;
	p.starttls = c->opts->starttls;
	p.backend = handover_kind(c->opts);
	p.errlog.service = c->service->name;
	p.errlog.fd = c->stderr_fd;
	p.idle_ms = (int64_t)c->opts->idle_s * 1000;
	p.close_ms = CLOSE_S * 1000;
	why = pump_run(&p, tls_stream());
	totals->in = p.in;
	totals->out = p.out;
	/* The backend sees the end of its input and has a moment to go. */
	(void)close(c->data_fd);
	backend = backend_end(c, &p.errlog, clock_ms() + CLOSE_S * 1000);
	errlog_end(&p.errlog);
	if (why == NULL)
		why = backend;
	if (tls_end() != NULL)
		why = tls_end();
	return why == NULL ? "eof" : why;
}

/* It is us who cannot serve: said in the log, and to the client. */
static const char *
refuse(struct phases *p, const char *why)
{
	if (p->e.text[0] != '\0')
		log_err(LOG_LEVEL_ERR, &p->e);
	if (p->plain != NULL)
		plain_refuse(p->net.fd, p->plain);
	else
		tls_refuse(&p->net.stream);
	p->status = EXIT_FAILED;
	return why;
}

/* No byte of the network is read before this is done. */
static const char *
prepare(struct phases *p, const struct connection *c)
{
	const struct wrap_policy *policy = &c->opts->policy;

	wrap_policy_fill(&p->setup.policy, policy);
	if (client_files_read(&p->setup.policy, policy, CLIENT_READ,
	    &p->e) < 0 || confine(c, &p->e) < 0)
		return refuse(p, "error");
	if (keyclient_start(c, &p->setup) < 0)
		return refuse(p, "no-certificate");
	return NULL;
}

/* With -n: plain text until the client asks for TLS. */
static const char *
speak_plain(struct phases *p, struct connection *c)
{
	const char *why;

	if (p->plain == NULL)
		return NULL;
	why = plain_talk(&p->net, p->plain, c->plain_until_ms);
	p->plain = NULL;
	c->until_ms = clock_ms() + (int64_t)c->opts->handshake_s * 1000;
	slots_wait_anew();
	return why;
}

static const char *
shake_hands(struct phases *p, struct connection *c)
{
	const struct tls_client *client = &tls_facts()->client;
	const char *why;

	p->setup.alpn = c->service->alpn[0] == NULL ? NULL : c->service->alpn;
	if (tls_start(&p->setup, &p->net.stream, &p->e) < 0)
		return refuse(p, "error");
	why = handshake(c, &p->net);
	slots_handshake_over(&c->slots);
	if (why != NULL) {
		if (client->refused != NULL)
			log_client(c, client);
		return why;
	}
	p->totals.tls = tls_facts()->version;
	p->totals.resumed = !keyclient_signed();
	if (c->slots.quiet)
		connection_log_start(c);
	if (client->subject != NULL)
		log_client(c, client);
	return NULL;
}

/* K becomes the backend, and the handshake's memory is given back. */
static const char *
meet_backend(struct connection *c)
{
	if (keyclient_go() < 0)
		return "error";
	if (c->data_fd < 0 && handover_take(c) < 0) {
		(void)tls_stream()->shut(tls_stream()->self);
		return "no-backend";
	}
	(void)close(c->control_fd);
	tls_handshake_over();
	client_files_release();
	keyclient_over();
	return NULL;
}

/* The connection ends before the relay; the result is why, for the log. */
static const char *
part(struct connection *c, const struct fdstream *net, const char *why)
{
	bool crowded;
	int status;

	/* K sees the closed socket and ends. */
	(void)close(c->control_fd);
	slots_handshake_over(&c->slots);
	crowded = slots_made_room();
	tcp_farewell(net->fd, crowded ? 0 : TCP_FAREWELL_MS);
	(void)backend_wait(c->key_pid, clock_ms() + CLOSE_S * 1000, &status);
	return crowded ? CONNECTION_CROWDED : why;
}

int
netproc_run(struct connection *c)
{
	/* Not on the stack, of which an idle connection keeps a page. */
	static struct phases p;
	const char *why;

	p.status = EXIT_GOOD;
	p.plain = c->opts->starttls;
	err_clear(&p.e);
	fdstream_init(&p.net, c->client_fd, FDSTREAM_NET);
	why = prepare(&p, c);
	if (why == NULL)
		why = speak_plain(&p, c);
	if (why == NULL)
		why = shake_hands(&p, c);
	if (why == NULL)
		why = meet_backend(c);
	if (why != NULL) {
		why = part(c, &p.net, why);
	} else {
		mem_release_stack(STACK_BYTES);
		why = relay(c, &p.net, &p.totals);
		tcp_farewell(p.net.fd, strcmp(why, CONNECTION_CROWDED) == 0 ?
		    0 : TCP_FAREWELL_MS);
	}
	connection_log_exit(c, &p.totals, why);
	return p.status;
}
