/* SPDX-License-Identifier: MIT */
/* A backend that is passed as a descriptor: see handover.h. */
#include "key/handover.h"

#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exit.h"
#include "base/log.h"
#include "base/proxy.h"
#include "base/sbuf.h"
#include "os/addr.h"
#include "os/backend.h"
#include "os/chan.h"
#include "os/dial.h"
#include "os/pty.h"
#include "os/sockopt.h"
#include "os/tcp.h"
#include "wrap/control.h"

/* K may need a moment longer than its limit to say so. */
enum { GRACE_MS = 2000 };

/* Tells N that there is nothing; the log has the reason. */
static int
give_up(const struct keyproc *k, const struct err *e)
{
	static const uint8_t none = CONTROL_NONE;

	log_err(LOG_LEVEL_ERR, e);
	(void)chan_send(k->control_fd, &none, sizeof none);
	return EXIT_NOEXEC;
}

/* "connect to 192.0.2.1 port 143: Connection refused" */
static void
say_where(const struct wrap_opts *o, struct err *e)
{
	int why = errno;
	struct addr at;
	char text[128];
	struct sbuf s;

	addr_of(&o->remote_at.at, &at);
	sbuf_init(&s, text, sizeof text);
	if (dial_is_unix(&o->remote_at)) {
		sbuf_str(&s, o->remote);
	} else {
		sbuf_str(&s, at.host);
		sbuf_str(&s, " port ");
		sbuf_str(&s, at.port);
	}
	err_set(e, "connect to", text, why);
}

/* Writes the header, if any; a new connection has room for all of it. */
static int
introduce(int fd, const struct keyproc *k, const struct environment *env)
{
	const struct proxy p = {
		.from = k->peer->host, .from_port = k->peer->port,
		.to = k->local->host, .to_port = k->local->port,
		.tls = environment_get(env, "SSL_PROTOCOL"),
		.suite = environment_get(env, "SSL_CIPHER"),
		.server_name = environment_get(env, "SSL_TLS_SNI_SERVERNAME")
	};
	uint8_t header[PROXY_MAX];

	if (k->opts->proxy_version == 0)
		return 0;
	return chan_send(fd, header, proxy_header(
	    (unsigned)k->opts->proxy_version, &p, header));
}

int
handover_remote(const struct keyproc *k, const struct environment *env)
{
	const struct wrap_opts *o = k->opts;
	struct err e;
	int fd;

	err_clear(&e);
	fd = dial_socket(&o->remote_at, &o->source_at);
	if (fd < 0) {
		say_where(o, &e);
		return give_up(k, &e);
	}
	if (!dial_is_unix(&o->remote_at))
		tcp_tune(fd);
	if (sockopt_apply(fd, 'r', o->sockopts, &e) < 0)
		return give_up(k, &e);
	if (dial_connect(fd, &o->remote_at, (int)o->connect_s * 1000) < 0 ||
	    introduce(fd, k, env) < 0) {
		say_where(o, &e);
		return give_up(k, &e);
	}
	return chan_send_fd(k->control_fd, CONTROL_BACKEND, fd) < 0 ?
	    EXIT_FAILED : EXIT_GOOD;
}

int
handover_tty(const struct keyproc *k, const struct environment *env)
{
	struct err e;
	int pty[2];
	int fd[3];

	err_clear(&e);
	if (pty_open(pty) < 0 || pty_control(pty[1]) < 0) {
		err_set(&e, "open a terminal for", k->opts->prog, errno);
		return give_up(k, &e);
	}
	if (chan_send_fd(k->control_fd, CONTROL_BACKEND, pty[0]) < 0)
		return EXIT_FAILED;
	fd[0] = fd[1] = fd[2] = pty[1];
	backend_exec_on(k->opts->prog, k->opts->prog_argv, env->vars, fd);
	err_set(&e, "start", k->opts->prog, errno);
	log_err(LOG_LEVEL_ERR, &e);
	return EXIT_NOEXEC;
}

int
handover_take(struct session *s)
{
	int64_t until_ms = clock_ms() + (int64_t)s->opts->connect_s * 1000 +
	    GRACE_MS;
	uint8_t msg;
	int status;

	(void)close(1);
	if (chan_recv_fd(s->control_fd, &msg, &s->data_fd, until_ms) != 1 ||
	    msg != CONTROL_BACKEND || s->data_fd < 0)
		return -1;
	/* For -r K is done: a dead process is a process all the same. */
	if (s->opts->remote != NULL &&
	    backend_wait(s->key_pid, until_ms, &status) == 0)
		s->key_pid = 0;
	return 0;
}

enum fdstream_kind
handover_kind(const struct wrap_opts *o)
{
	if (o->on_tty)
		return FDSTREAM_TTY;
	return o->remote == NULL || dial_is_unix(&o->remote_at) ?
	    FDSTREAM_LOCAL : FDSTREAM_NET;
}
