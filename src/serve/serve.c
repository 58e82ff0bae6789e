/* SPDX-License-Identifier: MIT */
/* One connection in two processes: see serve.h. */
#include "serve/serve.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exit.h"
#include "base/log.h"
#include "base/sbuf.h"
#include "key/keyproc.h"
#include "net/netproc.h"
#include "net/plain.h"
#include "os/chan.h"
#include "os/fd.h"
#include "os/stack.h"
#include "os/tcp.h"
#include "serve/limits.h"
#include "tls/arena.h"
#include "wrap/connection.h"
#include "wrap/service.h"
#include "wrap/wrap_apply.h"

/* N's last message may reach K a moment after N's limit. */
enum { KEY_GRACE_MS = 2000 };

/*
 * Time for the first byte if the kernel has already waited for it: without SYN
 * cookies it is there, with them it arrives in a moment.
 */
enum { DEFERRED_MS = 5000 };

/* The ends of the sockets that the two processes get. */
struct ends {
	int control[2], data[2], error[2];
};

/*
 * Waits until the client has sent something, but does not read it: this process
 * is root.  With -n the client is greeted first.  Returns NULL, or why there is
 * no handshake.
 */
static const char *
await_client(struct connection *c)
{
	const struct starttls_protocol *plain = c->opts->starttls;
	struct pollfd p = { .fd = c->client_fd, .events = POLLIN };
	int64_t until_ms = c->until_ms;
	int hello = plain != NULL ? 1 : SLOTS_HELLO_MIN;
	bool wants_hello = false, queued = false;
	int64_t left;
	int n;

	if (plain != NULL) {
		plain_greet(c->client_fd, plain, c->local->host);
		until_ms = c->plain_until_ms;
	} else if (c->opts->deferred &&
	    until_ms > c->began_ms + DEFERRED_MS) {
		until_ms = c->began_ms + DEFERRED_MS;
	}
	for (;;) {
		left = until_ms - clock_ms();
		if (left <= 0 && plain != NULL)
			plain_refuse(c->client_fd, plain);
		if (left <= 0)
			return plain != NULL ? "starttls-timeout" :
			    "handshake-timeout";
		n = slots_poll(&p, 1, left);
		/* One whose hello has arrived already is not silent. */
		if (slots_asked() && (queued ||
		    tcp_unread(c->client_fd) < hello)) {
			if (plain != NULL)
				plain_refuse(c->client_fd, plain);
			return CONNECTION_CROWDED;
		}
		if (n < 0 && errno != EINTR)
			return "error";
		if (n <= 0)
			continue;
		n = tcp_unread(c->client_fd);
		/* Load balancers and port scans connect and leave. */
		c->silent = n == 0;
		if ((p.revents & POLLERR) != 0)
			return "reset";
		if (n == 0 || (wants_hello && n < hello))
			return "eof";
		if (plain == NULL)
			until_ms = c->until_ms;
		queued = n >= hello;
		if (slots_handshake(&c->slots, queued))
			break;
		if (!queued) {
			tcp_least(c->client_fd, hello);
			wants_hello = true;
		}
	}
	if (wants_hello)
		tcp_least(c->client_fd, 1);
	return NULL;
}

static int
make_ends(const struct wrap_opts *o, struct ends *x, struct err *e)
{
	memset(x, -1, sizeof *x);
	if (chan_pair(x->control) < 0)
		return err_set(e, "make a socket pair", NULL, errno);
	/* Otherwise K opens the backend later and hands it over. */
	if (o->remote != NULL || o->on_tty)
		return 0;
	if (chan_stream_pair(x->data) < 0 || chan_pipe(x->error) < 0)
		return err_set(e, "make a socket pair", NULL, errno);
	return wrap_set_sockopts(o, x->data[0], 'r', e);
}

/* The process that reads the key, with the client's socket closed. */
static int
run_key(struct connection *c, const struct ends *x)
{
	(void)close(x->control[0]);
	(void)close(x->data[0]);
	(void)close(x->error[0]);
	if (fd_to_null(0) < 0 || fd_to_null(1) < 0)
		return EXIT_FAILED;
	c->client_fd = -1;
	c->control_fd = x->control[1];
	c->data_fd = x->data[1];
	c->stderr_fd = x->error[1];
	c->until_ms += KEY_GRACE_MS;
	return keyproc_run(c);
}

/* On a stack that shares its last page with the engine's memory. */
static void
network(void *arg)
{
	_exit(netproc_run(arg));
}

static int
run_network(struct connection *c, const struct ends *x)
{
	(void)close(x->control[1]);
	(void)close(x->data[1]);
	(void)close(x->error[1]);
	c->control_fd = x->control[0];
	c->data_fd = x->data[0];
	c->stderr_fd = x->error[0];
	stack_run(arena_stack(), ARENA_STACK_BYTES, network, c);
}

int
serve_connection(const struct wrap_opts *o, struct err *e)
{
	/* Not on the stack: see wrap_main(). */
	static struct addr peer, local;
	static struct service service;
	static struct connection c;
	struct priv ids, run_as;
	const char *why;
	struct ends x;

	c.opts = o;
	c.service = &service;
	c.peer = &peer;
	c.local = &local;
	c.ids = &ids;
	c.run_as = &run_as;
	c.began_ms = clock_ms();
	c.plain_until_ms = c.began_ms;
	if (o->starttls != NULL)
		c.plain_until_ms += (int64_t)o->starttls_s * 1000;
	c.until_ms = c.plain_until_ms + (int64_t)o->handshake_s * 1000;
	if (wrap_find_ids(o, &ids, &run_as, e) < 0)
		return EXIT_USAGE;
	addr_of_peer(0, &peer);
	addr_of_local(0, &local);
	service_find(&service, o->service, local.port, o->prog_argv[0]);
	if (o->policy.alpn != NULL)
		service.alpn[0] = o->policy.alpn;
	tcp_tune(0);
	if (wrap_set_sockopts(o, 0, 'l', e) < 0)
		return EXIT_USAGE;
	if (!limits_enter(&c))
		return EXIT_GOOD;
	why = await_client(&c);
	if (!c.slots.quiet && !c.silent)
		connection_log_start(&c);
	if (why != NULL) {
		connection_log_exit(&c, NULL, why);
		return EXIT_GOOD;
	}
	if (make_ends(o, &x, e) == 0) {
		c.key_pid = fork();
		if (c.key_pid == 0)
			return run_key(&c, &x);
		if (c.key_pid > 0)
			return run_network(&c, &x);
		err_set(e, "fork", NULL, errno);
	}
	connection_log_exit(&c, NULL, "error");
	return EXIT_FAILED;
}
