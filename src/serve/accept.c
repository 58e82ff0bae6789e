/* SPDX-License-Identifier: MIT */
/* The process that accepts: see accept.h. */
#include "serve/accept.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/exit.h"
#include "base/log.h"
#include "base/sbuf.h"
#include "os/listen.h"
#include "os/mem.h"
#include "os/pidfile.h"
#include "os/sig.h"
#include "serve/limits.h"
#include "serve/serve.h"
#include "wrap/admit.h"

/* The processes of connections, unordered; children release their copy. */
static APART_PAGES pid_t children[ACCEPT_CHILDREN_MAX];

static struct {
	unsigned n;		/* of children */
	unsigned denied;	/* clients that may not connect, not logged */
	int64_t quiet_until_ms;	/* about these */
	bool short_of;		/* something is missing, and that is logged */
	int64_t not_before_ms;	/* do not accept before */
} state;

static void
reap(void)
{
	pid_t pid;
	unsigned i;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
		for (i = 0; i < state.n && children[i] != pid; i++)
			;
		/* Not ours: a child of the program that exec'ed this one. */
		if (i < state.n)
			children[i] = children[--state.n];
	}
}

/* Logs one line per burst and pauses: the shortage may take a while. */
static void
back_off(const char *what, int error)
{
	struct err e;

	state.not_before_ms = clock_ms() + ACCEPT_BACKOFF_MS;
	if (state.short_of)
		return;
	state.short_of = true;
	err_clear(&e);
	err_set(&e, what, NULL, error);
	log_err(LOG_LEVEL_ERR, &e);
}

/* The life of a child. */
static int
serve_client(const struct accept_from *from, int client,
    const struct wrap_opts *o, struct err *e)
{
	unsigned i;

	sig_forget();
	/* A session of its own, as under inetd. */
	(void)setsid();
	log_forked();
	log_reopen();
	if (dup2(client, 0) < 0) {
		err_set(e, "move a descriptor", NULL, errno);
		return EXIT_FAILED;
	}
	(void)close(client);
	for (i = 0; i < from->n; i++)
		(void)close(from->fd[i]);
	mem_release(children, sizeof children);
	return serve_connection(o, e);
}

/* Whether CLIENT may connect; logs one line per burst of those refused. */
static bool
may_connect(int client, const struct wrap_opts *o)
{
	struct addr peer;

	if (!admit_judges(o))
		return true;
	addr_of_peer(client, &peer);
	if (admit(o, &peer))
		return true;
	state.denied++;
	if (clock_ms() < state.quiet_until_ms)
		return false;
	limits_log(SLOTS_DENIED, 0, o->service != NULL ? o->service :
	    o->prog_argv[0], state.denied, peer.host);
	state.denied = 0;
	state.quiet_until_ms = clock_ms() + SLOTS_BURST_MS;
	return false;
}

/*
 * Accepts a connection from listener FD.  Returns its descriptor in the child
 * that is to serve it, and -1 in this process.
 */
static int
take(int fd, const struct wrap_opts *o)
{
	int client = listen_accept(fd);
	pid_t pid;

	if (client < 0) {
		switch (errno) {
		case EMFILE:
		case ENFILE:
		case ENOBUFS:
		case ENOMEM:
			back_off("accept a connection", errno);
			break;
		default:
			/* The client has gone: accept(2), "Error handling". */
			break;
		}
		return -1;
	}
	if (!may_connect(client, o)) {
		(void)close(client);
		return -1;
	}
	pid = fork();
	if (pid == 0)
		return client;
	if (pid < 0) {
		back_off("fork for a connection (closed)", errno);
	} else {
		children[state.n++] = pid;
		state.short_of = false;
	}
	(void)close(client);
	return -1;
}

/* Milliseconds from now to THEN, for poll(2). */
static int
until(int64_t then)
{
	int64_t left = then - clock_ms();

	return left < 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
}

static void
log_stop(enum log_level level)
{
	char text[64];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "STOP open=");
	sbuf_dec(&s, state.n);
	log_line(level, text);
}

/* Waits for the children until END_MS or another signal. */
static void
await_children(int64_t end_ms)
{
	int ends = sig_ends();

	for (;;) {
		reap();
		if (state.n == 0 || sig_ends() > ends ||
		    clock_ms() >= end_ms)
			return;
		(void)sig_poll(NULL, 0, until(end_ms));
	}
}

static int
stop(const struct accept_from *from)
{
	unsigned i;

	/* In this order: the owner of the port also owns the pid file. */
	if (from->pid_file != NULL)
		pidfile_remove(from->pid_file);
	for (i = 0; i < from->n; i++)
		(void)close(from->fd[i]);
	log_stop(from->hands_back ? LOG_LEVEL_INFO : LOG_LEVEL_NOTICE);
	if (from->hands_back)
		return EXIT_GOOD;
	await_children(clock_ms() + from->drain_ms);
	for (i = 0; i < state.n; i++)
		(void)kill(children[i], SIGTERM);
	await_children(clock_ms() + ACCEPT_KILL_MS);
	return EXIT_GOOD;
}

struct run {
	struct accept_from *from;
	const struct wrap_opts *o;
	struct err *e;
};

static int
run(void *arg)
{
	const struct run *r = arg;
	struct accept_from *from = r->from;
	struct pollfd p[ACCEPT_FDS_MAX];
	int64_t idle_ms = clock_ms() + from->linger_ms;
	bool pause;
	unsigned i;
	int client, n;

	memset(p, 0, sizeof p);
	for (i = 0; i < from->n; i++) {
		p[i].fd = from->fd[i];
		p[i].events = POLLIN;
	}
	for (;;) {
		reap();
		if (sig_hup())
			log_reopen();
		if (sig_ends() > 0)
			return stop(from);
		pause = clock_ms() < state.not_before_ms;
		if (pause || state.n == ACCEPT_CHILDREN_MAX) {
			(void)sig_poll(NULL, 0,
			    pause ? until(state.not_before_ms) : -1);
			continue;
		}
		n = sig_poll(p, from->n,
		    from->hands_back ? until(idle_ms) : -1);
		if (n == 0 && from->hands_back && clock_ms() >= idle_ms)
			return stop(from);
		for (i = 0; n > 0 && i < from->n; i++) {
			if (p[i].revents == 0)
				continue;
			client = take(p[i].fd, r->o);
			if (client >= 0)
				return serve_client(from, client, r->o, r->e);
			idle_ms = clock_ms() + from->linger_ms;
		}
	}
}

int
accept_run(struct accept_from *from, const struct wrap_opts *o,
    struct err *e)
{
	struct run r = { .from = from, .o = o, .e = e };

	/* So that each child dirties one page of the stack, not two. */
	return mem_at_page_top(run, &r);
}
