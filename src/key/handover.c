/* SPDX-License-Identifier: MIT */
/* Passing the backend as a descriptor: see handover.h. */
#include "key/handover.h"

#include <errno.h>
#include <unistd.h>

#include "base/exit.h"
#include "base/log.h"
#include "base/proxy.h"
#include "base/sbuf.h"
#include "os/addr.h"
#include "os/backend.h"
#include "os/chan.h"
#include "os/dial.h"
#include "os/pty.h"
#include "os/tcp.h"
#include "wrap/control.h"
#include "wrap/wrap_apply.h"

/* Logs the reason and tells N that there is no backend. */
static int
give_up(const struct connection *c, const struct err *e)
{
	static const uint8_t none = CONTROL_NONE;

	log_err(LOG_LEVEL_ERR, e);
	(void)chan_send(c->control_fd, &none, sizeof none);
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

/* Writes the PROXY header, if any; it fits a new socket's send buffer. */
static int
introduce(int fd, const struct connection *c, const struct environment *env)
{
	const struct proxy p = {
		.from = c->peer->host, .from_port = c->peer->port,
		.to = c->local->host, .to_port = c->local->port,
		.tls = environment_get(env, "SSL_PROTOCOL"),
		.suite = environment_get(env, "SSL_CIPHER"),
		.server_name = environment_get(env, "SSL_TLS_SNI_SERVERNAME")
	};
	uint8_t header[PROXY_MAX];

	if (c->opts->proxy_version == 0)
		return 0;
	return chan_send(fd, header, proxy_header(
	    (unsigned)c->opts->proxy_version, &p, header));
}

int
handover_remote(const struct connection *c, const struct environment *env)
{
	const struct wrap_opts *o = c->opts;
	struct err e;
	int fd;

	err_clear(&e);
	fd = dial_socket(&o->remote_at, &o->source_at);
	if (fd < 0) {
		say_where(o, &e);
		return give_up(c, &e);
	}
	if (!dial_is_unix(&o->remote_at))
		tcp_tune(fd);
	if (wrap_set_sockopts(o, fd, 'r', &e) < 0)
		return give_up(c, &e);
	if (dial_connect(fd, &o->remote_at, (int)o->connect_s * 1000) < 0 ||
	    introduce(fd, c, env) < 0) {
		say_where(o, &e);
		return give_up(c, &e);
	}
	return chan_send_fd(c->control_fd, CONTROL_BACKEND, fd) < 0 ?
	    EXIT_FAILED : EXIT_GOOD;
}

int
handover_tty(const struct connection *c, const struct environment *env)
{
	struct err e;
	int pty[2];
	int fd[3];

	err_clear(&e);
	if (pty_open(pty) < 0 || pty_control(pty[1]) < 0) {
		err_set(&e, "open a terminal for", c->opts->prog, errno);
		return give_up(c, &e);
	}
	if (chan_send_fd(c->control_fd, CONTROL_BACKEND, pty[0]) < 0)
		return EXIT_FAILED;
	fd[0] = fd[1] = fd[2] = pty[1];
	backend_exec_on(c->opts->prog, c->opts->prog_argv, env->vars, fd);
	err_set(&e, "start", c->opts->prog, errno);
	log_err(LOG_LEVEL_ERR, &e);
	return EXIT_NOEXEC;
}
