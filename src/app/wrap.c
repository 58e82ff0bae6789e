/* SPDX-License-Identifier: MIT */
/*
 * The wrapper on one connection: options, a wait for the client's first byte
 * without reading it, then two processes, K with the key and N with the
 * network.  A silent client costs one small process and nothing else.
 */
#include "app/wrap.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "app/keyproc.h"
#include "app/service.h"
#include "app/session.h"
#include "app/wrap_opts.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/io.h"
#include "base/log.h"
#include "base/sbuf.h"
#include "os/chan.h"
#include "os/fd.h"
#include "os/fdstream.h"
#include "os/tcp.h"
#include "tls/conn.h"

/* K may need a moment longer than N's limit to hear N's last word. */
enum { KEY_GRACE_MS = 2000 };

/* A pair of ends for each of the two processes. */
struct ends {
	int control[2], data[2], error[2];
};

/*
 * Turns away a client that cannot be served, with an alert instead of a
 * reset.  Nothing that it sent is read.
 */
static void
turn_away(void)
{
	struct fdstream net;

	if (!fd_is_socket(0) || fd_is_listener(0))
		return;
	fdstream_init(&net, 0, 0);
	tls_refuse(&net.stream);
	tcp_farewell(0, TCP_FAREWELL_MS);
}

/* Says a sentence to whoever started us by hand, and to the log. */
static int
complain(const struct err *e, int status)
{
	log_err(LOG_LEVEL_ERR, e);
	if (!fd_is_socket(0) && !fd_is_socket(2)) {
		io_say(2, "thimble: ");
		io_say(2, e->text);
		io_say(2, "\n");
	}
	turn_away();
	return status;
}

/* Prints for a person; under inetd descriptor 1 is the client: nothing. */
static int
print(const char *text)
{
	if (!fd_is_socket(1))
		io_say(1, text);
	turn_away();
	return EXIT_GOOD;
}

static int
check(const struct wrap_opts *o)
{
	struct identity *id;
	bool clean = true;
	struct err e;

	err_clear(&e);
	if (fd_is_socket(1)) {
		err_why(&e, "option --check", NULL, "not for inetd.conf; "
		    "type it in a shell");
		return complain(&e, EXIT_USAGE);
	}
	log_to_fd(1);
	id = keyproc_load(o->pem, &clean, &e);
	if (id == NULL || identity_prove(id, &e) < 0) {
		io_say(1, e.text);
		io_say(1, "\n");
		clean = false;
	}
	identity_free(id);
	if (clean) {
		io_say(1, o->pem);
		io_say(1, ": good\n");
	}
	return clean ? EXIT_GOOD : EXIT_FAILED;
}

static void
log_start(const struct session *s)
{
	char text[256];
	struct sbuf l;

	sbuf_init(&l, text, sizeof text);
	sbuf_str(&l, "START service=");
	sbuf_str(&l, s->service->name);
	sbuf_str(&l, " from=");
	sbuf_str(&l, s->peer->host);
	log_line(LOG_LEVEL_NOTICE, text);
}

/*
 * Waits until the client has sent something, which is not read: this process
 * is root.  NULL, or why there will be no handshake.
 */
static const char *
await_client(const struct session *s)
{
	struct pollfd p = { .fd = s->client_fd, .events = POLLIN };
	int64_t left;
	int n;

	for (;;) {
		left = s->until_ms - clock_ms();
		if (left <= 0)
			return "handshake-timeout";
		n = poll(&p, 1, (int)left);
		if (n < 0 && errno != EINTR)
			return "error";
		if (n > 0)
			break;
	}
	if ((p.revents & POLLERR) != 0)
		return "reset";
	return tcp_unread(s->client_fd) == 0 ? "eof" : NULL;
}

static int
make_ends(struct ends *x, struct err *e)
{
	if (chan_pair(x->control) < 0 || chan_stream_pair(x->data) < 0 ||
	    chan_pipe(x->error) < 0)
		return err_set(e, "make a socket pair", NULL, errno);
	return 0;
}

/* The side that reads the key: the client's socket is closed in it. */
static int
run_key(const struct session *s, const struct addr *local,
    const struct ends *x)
{
	const struct keyproc k = {
		.opts = s->opts, .peer = s->peer, .local = local,
		.control_fd = x->control[1], .data_fd = x->data[1],
		.stderr_fd = x->error[1],
		.until_ms = s->until_ms + KEY_GRACE_MS
	};

	(void)close(x->control[0]);
	(void)close(x->data[0]);
	(void)close(x->error[0]);
	if (fd_to_null(0) < 0 || fd_to_null(1) < 0)
		return EXIT_FAILED;
	return keyproc_run(&k);
}

static int
run_network(struct session *s, const struct ends *x)
{
	(void)close(x->control[1]);
	(void)close(x->data[1]);
	(void)close(x->error[1]);
	s->control_fd = x->control[0];
	s->data_fd = x->data[0];
	s->stderr_fd = x->error[0];
	return session_run(s);
}

static int
serve(const struct wrap_opts *o)
{
	struct addr peer, local;
	struct service service;
	struct priv ids;
	struct session s = {
		.opts = o, .service = &service, .peer = &peer, .ids = &ids,
		.client_fd = 0, .began_ms = clock_ms()
	};
	const struct session_sums none = { 0, 0, NULL };
	const char *why;
	struct ends x;
	struct err e;

	err_clear(&e);
	s.until_ms = s.began_ms + (int64_t)o->handshake_s * 1000;
	if (priv_find(&ids, o->user, o->group, &e) < 0)
		return complain(&e, EXIT_USAGE);
	addr_of_peer(0, &peer);
	addr_of_local(0, &local);
	service_find(&service, o->service, local.port, o->prog_argv[0]);
	tcp_tune(0);
	log_start(&s);
	why = await_client(&s);
	if (why != NULL) {
		session_log_exit(&s, &none, why);
		return EXIT_GOOD;
	}
	if (make_ends(&x, &e) == 0) {
		s.key_pid = fork();
		if (s.key_pid == 0)
			return run_key(&s, &local, &x);
		if (s.key_pid > 0)
			return run_network(&s, &x);
		err_set(&e, "fork", NULL, errno);
	}
	session_log_exit(&s, &none, "error");
	return complain(&e, EXIT_FAILED);
}

/* Descriptors 1 and 2 as inetd left them: nothing may be written there. */
static int
quiet_stdio(struct err *e)
{
	if (fd_fill_stdio() < 0 || (fd_is_socket(0) && fd_to_null(1) < 0) ||
	    (fd_is_socket(2) && fd_to_null(2) < 0))
		return err_set(e, "open", "/dev/null", errno);
	return 0;
}

int
wrap_main(int argc, char **argv)
{
	static struct wrap_opts o;
	struct err e;
	int rc;

	err_clear(&e);
	(void)signal(SIGPIPE, SIG_IGN);
	/* A log file at its limit must not end the service. */
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)signal(SIGCHLD, SIG_DFL);
	fd_close_from(3);
	rc = wrap_opts_parse(&o, argc, argv, &e);
	log_open("thimble", o.log_facility, o.log_level);
	if (rc == 0 && o.log_file != NULL && log_to_file(o.log_file, &e) < 0)
		return complain(&e, EXIT_FAILED);
	if (rc < 0)
		return complain(&e, EXIT_USAGE);
	if (o.help)
		return print(wrap_opts_help());
	if (o.version)
		return print("thimble " THIMBLE_VERSION "\n");
	if (o.check)
		return check(&o);
	if (quiet_stdio(&e) < 0)
		return complain(&e, EXIT_FAILED);
	if (!fd_is_socket(0)) {
		err_why(&e, "descriptor 0", NULL, "not a socket; let inetd "
		    "start this (-h for help)");
		return complain(&e, EXIT_USAGE);
	}
	if (fd_is_listener(0)) {
		err_why(&e, "descriptor 0", NULL, "a listening socket; write "
		    "nowait in inetd.conf");
		return complain(&e, EXIT_USAGE);
	}
	return serve(&o);
}
