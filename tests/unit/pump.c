/* SPDX-License-Identifier: MIT */
/*
 * The relay's loop between two real sockets: bytes, ends, limits in time.
 * The client's side is a plain socket in place of TLS, whose part here is
 * tls_idle() and the length of a record; tests/wire has the whole of it.  Each
 * case is a process, because the loop has one connection a process.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "lib/child.h"
#include "lib/unit.h"
#include "net/pump.h"
#include "os/fdstream.h"
#include "os/slots.h"
#include "tls/tls.h"

enum { MUCH = 3000000, LATE_MS = 8000 };
static unsigned idle_calls;

/* Given something to give back, it is given back. */
void
tls_idle(void (*release)(void *start, size_t len))
{
	static _Alignas(65536) unsigned char page[65536];

	release(page, sizeof page);
	idle_calls++;
}

size_t
tls_record_bytes(void)
{
	return 16383;
}

static int client[2], backend[2], error[2];
static char room[ERRLOG_LINE_MAX];
static struct fdstream near_client;
static struct pump p;

/* What is at the far ends [1] stays the test's; the pump has [0]. */
static void
set_up(int64_t idle_ms, int64_t close_ms)
{
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, client) == 0);
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, backend) == 0);
	MUST(pipe(error) == 0);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)alarm(30);
	fdstream_init(&near_client, client[0], FDSTREAM_NET);
	p.client_fd = client[0];
	p.backend_fd = backend[0];
	p.backend = FDSTREAM_LOCAL;
	p.errlog.fd = error[0];
	p.errlog.service = "test";
	p.errlog.line = room;
	p.idle_ms = idle_ms;
	p.close_ms = close_ms;
}

/* Runs FN as the world around the pump, in a process of its own. */
static pid_t
around(void (*fn)(void))
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)close(client[0]);
		(void)close(backend[0]);
		(void)close(error[0]);
		fn();
		_exit(0);
	}
	(void)close(client[1]);
	(void)close(backend[1]);
	(void)close(error[1]);
	return pid;
}

static const char *
run(void)
{
	return pump_run(&p, &near_client.stream);
}

static void
must_end_well(pid_t pid)
{
	int status = -1;

	MUST(waitpid(pid, &status, 0) == pid);
	MUST(status == 0);
}

/* A question, an answer, and both say goodbye. */
static void
dialogue(void)
{
	char c[8];

	if (write(client[1], "ask", 3) != 3 || read(backend[1], c, 8) != 3 ||
	    write(backend[1], "reply", 5) != 5 || read(client[1], c, 8) != 5)
		_exit(1);
	(void)shutdown(client[1], SHUT_WR);
	if (read(backend[1], c, 8) != 0 || write(backend[1], "bye", 3) != 3)
		_exit(2);
	(void)close(backend[1]);
	if (read(client[1], c, 8) != 3 || read(client[1], c, 8) != 0)
		_exit(3);
}

static void
good(void)
{
	pid_t pid;

	set_up(10000, 10000);
	pid = around(dialogue);
	MUST(run() == NULL);
	MUST(p.in == 3 && p.out == 8);
	must_end_well(pid);
}

/* Much in both directions at once, through sockets that fill up. */
static void
bulk(void)
{
	static unsigned char out[65536], in[65536];
	struct pollfd f[2];
	size_t sent[2] = { 0, 0 }, got[2] = { 0, 0 };
	int far[2] = { client[1], backend[1] };
	ssize_t n;
	int i, j;

	while (got[0] < MUCH || got[1] < MUCH) {
		for (i = 0; i < 2; i++) {
			f[i].fd = far[i];
			f[i].events = sent[i] < MUCH ? POLLIN | POLLOUT :
			    POLLIN;
		}
		if (poll(f, 2, LATE_MS) <= 0)
			_exit(1);
		for (i = 0; i < 2; i++) {
			for (j = 0; j < (int)sizeof out; j++)
				out[j] = (unsigned char)((sent[i] +
				    (size_t)j) % 251);
			n = sent[i] == MUCH ? 0 : send(far[i], out,
			    MUCH - sent[i] < sizeof out ? MUCH - sent[i] :
			    sizeof out, MSG_DONTWAIT);
			sent[i] += n > 0 ? (size_t)n : 0;
			n = recv(far[i], in, sizeof in, MSG_DONTWAIT);
			for (j = 0; j < (int)n; j++)
				if (in[j] != (got[i] + (size_t)j) % 251)
					_exit(2);
			got[i] += n > 0 ? (size_t)n : 0;
		}
	}
	_exit(got[0] == MUCH && got[1] == MUCH ? 0 : 3);
}

static void
much(void)
{
	pid_t pid;

	set_up(10000, 10000);
	pid = around(bulk);
	MUST(run() == NULL);
	MUST(p.in == MUCH && p.out == MUCH);
	must_end_well(pid);
}

static void
stays_silent(void)
{
	char c;

	/* The end of time is told to both: in order, not by a reset. */
	if (read(client[1], &c, 1) != 0)
		_exit(1);
}

static void
idle(void)
{
	int64_t began = clock_ms();
	pid_t pid;

	set_up(450, 10000);
	pid = around(stays_silent);
	MUST(strcmp(run(), "idle") == 0);
	MUST(clock_ms() - began >= 450 && clock_ms() - began < LATE_MS);
	/* The silence was long enough to give memory back: once. */
	MUST(idle_calls == 1);
	must_end_well(pid);
}

static void
talks_now_and_then(void)
{
	char c;
	int i;

	for (i = 0; i < 4; i++) {
		(void)poll(NULL, 0, 250);
		if (write(client[1], "x", 1) != 1 ||
		    read(backend[1], &c, 1) != 1)
			_exit(1);
	}
	(void)close(client[1]);
	(void)close(backend[1]);
}

/* Each byte starts the time anew, and after each the memory is used again. */
static void
not_idle(void)
{
	pid_t pid;

	set_up(600, 10000);
	pid = around(talks_now_and_then);
	MUST(run() == NULL);
	MUST(p.in == 4);
	MUST(idle_calls >= 3);
	must_end_well(pid);
}

static void
leaves_client_open(void)
{
	char c;

	(void)close(backend[1]);
	if (read(client[1], &c, 1) != 0)
		_exit(1);
	(void)poll(NULL, 0, LATE_MS * 2);
	_exit(2);
}

/* The backend has ended, the client does not: it has a moment, no more. */
static void
close_limit(void)
{
	int64_t began = clock_ms();
	pid_t pid;

	set_up(0, 300);
	pid = around(leaves_client_open);
	MUST(run() == NULL);
	MUST(clock_ms() - began >= 300 && clock_ms() - began < LATE_MS);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

static void
talks_to_nobody(void)
{
	static const char chatter[1000];
	int64_t until = clock_ms() + LATE_MS;
	char c;

	if (write(backend[1], "bye", 3) != 3)
		_exit(1);
	(void)close(backend[1]);
	if (read(client[1], &c, 1) != 1)
		_exit(2);
	while (clock_ms() < until &&
	    send(client[1], chatter, sizeof chatter, MSG_NOSIGNAL) > 0)
		(void)poll(NULL, 0, 20);
	_exit(clock_ms() < until ? 0 : 3);
}

/* Going on to talk to a backend that is gone does not make it longer. */
static void
discard_limit(void)
{
	int64_t began = clock_ms();
	pid_t pid;

	set_up(0, 400);
	pid = around(talks_to_nobody);
	MUST(run() == NULL);
	MUST(p.out == 3);
	MUST(clock_ms() - began < LATE_MS);
	(void)close(client[0]);
	must_end_well(pid);
}

static void
vanishes(void)
{
	/* Bytes that were not read make the close a reset (unix(7)). */
	if (write(backend[1], "unread", 6) != 6)
		_exit(1);
	(void)poll(NULL, 0, 100);
	(void)close(client[1]);
	(void)poll(NULL, 0, LATE_MS);
	_exit(0);
}

static void
reset(void)
{
	int64_t began = clock_ms();
	pid_t pid;

	set_up(0, 10000);
	pid = around(vanishes);
	MUST(strcmp(run(), "reset") == 0);
	MUST(clock_ms() - began < LATE_MS - 1000);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

static long
never_ends(void *self, void *buf, size_t cap)
{
	(void)self;
	memset(buf, 'x', cap);
	return (long)cap;
}

/* TERM is heard without a wait: what comes is thrown away, for ever. */
static void
ended(void)
{
	set_up(0, 10000);
	near_client.stream.read = never_ends;
	MUST(shutdown(backend[1], SHUT_RD) == 0);
	slots_end_softly();
	MUST(raise(SIGTERM) == 0 && strcmp(run(), "terminated") == 0);
}

static char log_path[600];

static void
complains(void)
{
	char c;

	if (write(error[1], "first\nsecond ", 13) != 13)
		_exit(1);
	(void)poll(NULL, 0, 50);
	if (write(error[1], "half\r\n\x1b[2J\n", 11) != 11)
		_exit(1);
	(void)close(error[1]);
	(void)poll(NULL, 0, 50);
	(void)close(backend[1]);
	(void)read(client[1], &c, 1);
	(void)close(client[1]);
}

/* The backend's stderr is in the log, line by line; its end is no end. */
static void
stderr_lines(void)
{
	static char text[2048];
	struct err e;
	pid_t pid;
	FILE *f;

	err_clear(&e);
	log_open("t", LOG_FACILITY_DAEMON, LOG_LEVEL_NOTICE);
	MUST(log_to_file(log_path, &e) == 0);
	set_up(0, 10000);
	pid = around(complains);
	MUST(run() == NULL);
	must_end_well(pid);
	MUST((f = fopen(log_path, "r")) != NULL);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	MUST(strstr(text, "]: STDERR service=test first\n") != NULL);
	MUST(strstr(text, "]: STDERR service=test second half\n") != NULL);
	MUST(strstr(text, "]: STDERR service=test ?[2J\n") != NULL);
}

int
main(void)
{
	const char *tmp = getenv("TMP");

	(void)snprintf(log_path, sizeof log_path, "%s/log",
	    tmp == NULL ? "." : tmp);
	CHECK_INT(child_run(good), 0);
	CHECK_INT(child_run(much), 0);
	CHECK_INT(child_run(idle), 0);
	CHECK_INT(child_run(not_idle), 0);
	CHECK_INT(child_run(close_limit), 0);
	CHECK_INT(child_run(discard_limit), 0);
	CHECK_INT(child_run(reset), 0);
	CHECK_INT(child_run(ended), 0);
	CHECK_INT(child_run(stderr_lines), 0);
	return unit_done();
}
