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
#include "os/stack.h"
#include "os/tcp.h"

enum {
	/* Stack that a handshake dirties below netproc_run(). */
	STACK_BYTES = 64 * 1024
};

/* State that the phases of a connection before its relay, below, share. */
struct phases {
	struct fdstream *net;
	struct connection_totals *totals;
	struct tls_setup setup;
	/* set: the client gets plain text */
	const struct starttls_protocol *plain;
	struct err e;
	int status;		/* exit status of this process */
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
		    "not started as root: user and root directory are "
		    "unchanged");
	}
	if (priv_drop(c->ids, c->opts->jail, log_is_file(), e) < 0)
		return -1;
	filtered = sandbox_enter(c->data_fd < 0 ? c->control_fd : -1);
	if (filtered < 0)
		return err_set(e, "enter the system call filter", NULL,
		    errno);
	if (filtered == 0)
		log_line(LOG_LEVEL_INFO, "this kernel has no system call "
		    "filter: only user and root directory confine the process");
	return 0;
}

/* Returns NULL when the handshake is done, or why it failed. */
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
			if (fdstream_wait(net, tls_stream()->want,
			    c->until_ms))
				break;
			if (slots_ended())
				(void)tls_stream()->shut(tls_stream()->self);
			return "handshake-timeout";
		}
	}
}

/* Logs a refused client certificate, whose names are printable. */
static void
log_client(const struct connection *c, const struct tls_client *t)
{
	char text[512];
	struct sbuf l;

	if (t->undated)
		log_line(LOG_LEVEL_WARNING, "the clock is before the build "
		    "date: dates of client certificates are not checked");
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
 * How the backend ended: "backend-exit:1"; NULL: well.  Reads its stderr until
 * then, because a full pipe would keep it from ending.
 */
static const char *
backend_end(const struct connection *c, bool on_tty, struct errlog *l,
    int64_t until_ms)
{
	static char text[32];
	struct pollfd p = { .events = POLLIN };
	struct sbuf why;
	int status;

	if (c->key_pid == 0)
		return NULL;
	while (backend_wait(c->key_pid, 0, &status) < 0) {
		if (clock_ms() >= until_ms || slots_ended())
			return "backend-stays";
		p.fd = l->fd;
		if (slots_poll(&p, 1, 10) > 0)
			errlog_read(l);
	}
	sbuf_init(&why, text, sizeof text);
	if (on_tty && WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP)
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

/* Relays until one side ends; returns why. */
static const char *
relay(struct connection *c, struct fdstream *net,
    struct connection_totals *totals)
{
	/* Static: on the stack it would cost a page while idle. */
	static struct pump p;
	static APART char line[ERRLOG_LINE_MAX];
	const bool on_tty = c->opts->on_tty;
	const char *backend, *why, *end;

	p.client_fd = net->fd;
	p.backend_fd = c->data_fd;
	p.starttls = c->opts->starttls;
	p.backend = handover_kind(c->opts);
	p.errlog.service = c->service->name;
	p.errlog.fd = c->stderr_fd;
	p.errlog.line = line;
	p.idle_ms = (int64_t)c->opts->idle_s * 1000;
	p.close_ms = CLOSE_S * 1000;
	wrap_opts_release(c->opts);
	c->opts = NULL;
	why = pump_run(&p, tls_stream());
	totals->in = p.in;
	totals->out = p.out;
	/* The backend sees the end of its input and has a moment to exit. */
	(void)close(c->data_fd);
	backend = backend_end(c, on_tty, &p.errlog,
	    clock_ms() + CLOSE_S * 1000);
	errlog_end(&p.errlog);
	/* What is no fault in the pump's eyes is none in the engine's. */
	end = tls_end();
	if (end != NULL && (why != NULL || strcmp(end, "reset") != 0))
		why = end;
	if (why == NULL)
		why = backend;
	return why == NULL ? "eof" : why;
}

/* The failure is ours: logs it and tells the client. */
static const char *
refuse(struct phases *p, const char *why)
{
	if (p->e.text[0] != '\0')
		log_err(LOG_LEVEL_ERR, &p->e);
	if (p->plain != NULL)
		plain_refuse(p->net->fd, p->plain);
	else
		tls_refuse(&p->net->stream);
	p->status = EXIT_FAILED;
	return why;
}

/* No byte is read from the network before this is done. */
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
	why = plain_talk(p->net, p->plain, c->plain_until_ms);
	p->plain = NULL;
	c->until_ms = clock_ms() + (int64_t)c->opts->handshake_s * 1000;
	slots_wait_anew();
	return why;
}

/*
 * A CA has seen what it asked for: no byte of data may follow (RFC 8737, 4), so
 * the connection ends, and K with it.
 */
static const char *
end_acme(const struct connection *c)
{
	const struct tls_facts *f = tls_facts();
	char text[128 + TLS_SNI_MAX];
	struct sbuf l;

	sbuf_init(&l, text, sizeof text);
	connection_line(&l, "ACME", c);
	sbuf_str(&l, " name=");
	sbuf_str(&l, f->sni);
	log_line(LOG_LEVEL_NOTICE, text);
	(void)tls_stream()->shut(tls_stream()->self);
	return "acme";
}

static const char *
shake_hands(struct phases *p, struct connection *c)
{
	const struct tls_client *client = &tls_facts()->client;
	const char *why;

	p->setup.alpn = c->service->alpn[0] == NULL ? NULL : c->service->alpn;
	if (tls_start(&p->setup, &p->net->stream, &p->e) < 0)
		return refuse(p, "error");
	why = handshake(c, p->net);
	if (why != NULL) {
		if (client->refused != NULL)
			log_client(c, client);
		return why;
	}
	p->totals->tls = tls_facts()->version;
	p->totals->resumed = !keyclient_signed();
	if (tls_facts()->acme)
		return end_acme(c);
	slots_handshake_over(&c->slots);
	if (c->slots.quiet)
		connection_log_start(c);
	if (client->subject != NULL)
		log_client(c, client);
	return NULL;
}

/* Has K become the backend, and frees the memory of the handshake. */
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

/* Ends the connection before the relay; returns why, for the log. */
static const char *
part(struct connection *c, const struct fdstream *net, const char *why)
{
	bool crowded;
	int status;

	/* K sees the closed socket and exits. */
	(void)close(c->control_fd);
	crowded = slots_made_room();
	/* Who had to leave is remembered by a place that is held to the end. */
	if (!crowded)
		slots_handshake_over(&c->slots);
	tcp_farewell(net->fd, crowded ? 0 : TCP_FAREWELL_MS);
	(void)backend_wait(c->key_pid, slots_ended() ? 0 :
	    clock_ms() + CLOSE_S * 1000, &status);
	return crowded ? CONNECTION_CROWDED :
	    slots_ended() ? CONNECTION_ENDED : why;
}

/* All that comes before the relay; NULL, or why there is none. */
static const char *
begin(struct connection *c, struct fdstream *net,
    struct connection_totals *totals, int *status)
{
	struct phases p = { .net = net, .totals = totals, .status = EXIT_GOOD };
	const char *why;

	slots_end_softly();
	p.plain = c->opts->starttls;
	err_clear(&p.e);
	why = prepare(&p, c);
	if (why == NULL)
		why = speak_plain(&p, c);
	if (why == NULL)
		why = shake_hands(&p, c);
	if (why == NULL)
		why = meet_backend(c);
	*status = p.status;
	return why;
}

/* Volatile: a frame of its own, which the relay gives back with the stack. */
static const char *(*volatile const connect_both)(struct connection *,
    struct fdstream *, struct connection_totals *, int *) = begin;

int
netproc_run(struct connection *c)
{
	/* Not on the stack, of which an idle connection keeps a page. */
	static struct fdstream net;
	static struct connection_totals totals;
	const char *why;
	int status;

	fdstream_init(&net, c->client_fd, FDSTREAM_NET);
	why = connect_both(c, &net, &totals, &status);
	if (why != NULL) {
		why = part(c, &net, why);
	} else {
		stack_leave();
		mem_release_stack(STACK_BYTES);
		why = relay(c, &net, &totals);
		tcp_farewell(net.fd, strcmp(why, CONNECTION_CROWDED) == 0 ?
		    0 : TCP_FAREWELL_MS);
	}
	connection_log_exit(c, &totals, why);
	return status;
}
