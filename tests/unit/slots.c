/* SPDX-License-Identifier: MIT */
/*
 * Places for connections: counted across processes, freed by the kernel when
 * one is killed, by the address, and the oldest silent one makes room.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/unit.h"
#include "os/slots.h"

static char folder[600];

enum { STAYS = 1, HANDSHAKES = 2, FINISHES = 4, SAYS_NOTHING = 8, DRIPS = 16 };

static int hello_fd, silence_fd, drip_fd;

/* A client that has said a hello, and one that has not. */
static void
make_clients(void)
{
	static const char hello[SLOTS_HELLO_MIN];
	int a[2], b[2];

	if (!CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, a) == 0) ||
	    !CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, b) == 0))
		return;
	CHECK_INT(write(a[1], hello, sizeof hello), sizeof hello);
	hello_fd = a[0];
	silence_fd = b[0];
}

static void
fill(struct slots *s, unsigned long sessions, uint64_t peer)
{
	memset(s, 0, sizeof *s);
	s->sessions = sessions;
	s->peer = peer;
	s->client_fd = hello_fd;
	s->per_ip = 3;
	s->handshakes = 2;
}

/* Reads what comes from its client until it has to leave. */
static void
hear(void)
{
	struct pollfd p = { .fd = drip_fd, .events = POLLIN };
	char c;

	while (slots_wait(&p, clock_ms() + 60000))
		(void)read(drip_fd, &c, 1);
	_exit(slots_made_room() ? 0 : 1);
}

static struct slots last;	/* of the child, as it told */

/*
 * A connection of PEER in a process of its own, which lives until it is
 * killed or, without STAYS, asked to leave.  Its pid; 0 when it was refused.
 */
static pid_t
connection(unsigned long sessions, uint64_t peer, int how)
{
	struct pollfd nothing = { .fd = -1 };
	struct slots s;
	struct err e;
	int p[2];
	pid_t pid;

	if (pipe(p) < 0)
		return -1;
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		(void)close(p[0]);
		err_clear(&e);
		/* Taking a place has an end. */
		(void)alarm(30);
		fill(&s, sessions, peer);
		if ((how & SAYS_NOTHING) != 0)
			s.client_fd = silence_fd;
		if (slots_open(&s, folder, &e) < 0 || !slots_enter(&s))
			s.index = SLOTS_MAX;
		if (s.index != SLOTS_MAX && (how & HANDSHAKES) != 0 &&
		    !slots_handshake(&s, true))
			s.index = SLOTS_MAX;
		if ((how & FINISHES) != 0)
			slots_handshake_over(&s);
		(void)alarm(0);
		(void)write(p[1], &s, sizeof s);
		(void)close(p[1]);
		if ((how & DRIPS) != 0)
			hear();
		while (s.index != SLOTS_MAX)
			/* Also if it was asked before it came here. */
			if (slots_poll(&nothing, 1, 60000) < 0 &&
			    slots_asked() && (how & STAYS) == 0)
				break;
		_exit(0);
	}
	(void)close(p[1]);
	if (read(p[0], &last, sizeof last) != (ssize_t)sizeof last)
		last.index = SLOTS_MAX;
	(void)close(p[0]);
	if (last.index != SLOTS_MAX)
		return pid;
	(void)waitpid(pid, NULL, 0);
	return 0;
}

static void
kill_it(pid_t pid)
{
	if (!CHECK(pid > 0))
		return;
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

/* It ends by itself within a moment; else it is killed and that is a fault. */
static void
check_left(pid_t pid, bool leaves)
{
	int64_t until = clock_ms() + (leaves ? 5000 : 100);
	pid_t got;

	while ((got = waitpid(pid, NULL, WNOHANG)) == 0 &&
	    clock_ms() < until)
		(void)poll(NULL, 0, 5);
	CHECK_INT(got != 0, leaves);
	if (got == 0)
		kill_it(pid);
}

static void
test_total(void)
{
	enum { N = 5 };
	pid_t pid[N], more;
	unsigned i;

	for (i = 0; i < N; i++) {
		pid[i] = connection(N, 100 + i, FINISHES);
		CHECK(pid[i] > 0);
		CHECK_INT(last.index, i);
	}
	/* Those whose handshake is over are not asked: the next is refused. */
	CHECK_INT(connection(N, 200, 0), 0);
	CHECK_INT(last.why, SLOTS_SESSIONS);
	CHECK_INT(last.refused[SLOTS_SESSIONS], 1);
	CHECK_INT(last.refused[SLOTS_PER_IP], 0);
	/* Within the same burst nothing more is to be said. */
	CHECK_INT(connection(N, 201, 0), 0);
	CHECK_INT(last.refused[SLOTS_SESSIONS], 0);
	/* A killed one frees its place, and that one place. */
	kill_it(pid[2]);
	more = connection(N, 202, FINISHES);
	CHECK_INT(last.index, 2);
	CHECK_INT(connection(N, 203, 0), 0);
	kill_it(more);
	for (i = 0; i < N; i++)
		if (i != 2)
			kill_it(pid[i]);
}

static void
test_peer(void)
{
	pid_t a[3], other, nobody[4];
	unsigned i;

	for (i = 0; i < 3; i++)
		a[i] = connection(10, 7, FINISHES);
	CHECK_INT(connection(10, 7, 0), 0);
	CHECK_INT(last.why, SLOTS_PER_IP);
	other = connection(10, 8, FINISHES);
	CHECK(other > 0);
	/* Who has no address is not counted by it. */
	for (i = 0; i < 4; i++) {
		nobody[i] = connection(10, 0, FINISHES);
		CHECK(nobody[i] > 0);
	}
	kill_it(a[1]);
	a[1] = connection(10, 7, FINISHES);
	CHECK(a[1] > 0);
	kill_it(other);
	for (i = 0; i < 3; i++)
		kill_it(a[i]);
	for (i = 0; i < 4; i++)
		kill_it(nobody[i]);
}

/* Silent ones make room, the oldest first, and only of the same address. */
static void
test_asked(void)
{
	pid_t old, young, done, next;

	done = connection(3, 1, FINISHES);
	old = connection(3, 2, 0);
	(void)poll(NULL, 0, 20);
	young = connection(3, 3, 0);
	/* Nobody goes for one who has not said anything. */
	CHECK_INT(connection(3, 4, SAYS_NOTHING), 0);
	next = connection(3, 4, FINISHES);
	CHECK(next > 0);
	check_left(old, true);
	check_left(young, false);
	kill_it(next);
	kill_it(done);

	/* Another address's silence is no room for one with too many. */
	old = connection(10, 5, 0);
	young = connection(10, 6, FINISHES);
	done = connection(10, 6, FINISHES);
	next = connection(10, 6, 0);
	CHECK(next > 0);
	kill_it(connection(10, 6, FINISHES));
	check_left(next, true);
	check_left(old, false);
	kill_it(done);
	kill_it(young);
}

/* One that does not go when asked: there is an end to waiting. */
static void
test_stubborn(void)
{
	pid_t pid = connection(1, 1, STAYS);
	int64_t began = clock_ms();

	CHECK_INT(connection(1, 2, 0), 0);
	CHECK(clock_ms() - began >= SLOTS_SPEAKS_MS - 100);
	CHECK(clock_ms() - began < SLOTS_SPEAKS_MS + 4000);
	kill_it(pid);
}

static void
test_handshakes(void)
{
	pid_t a, b, silent, c, next;

	a = connection(10, 1, HANDSHAKES | STAYS);
	b = connection(10, 2, HANDSHAKES | STAYS);
	silent = connection(10, 3, 0);
	CHECK(a > 0 && b > 0 && silent > 0);
	CHECK_INT(connection(10, 4, HANDSHAKES), 0);
	/* One that is over, and one that dies, make room. */
	kill_it(b);
	b = connection(10, 5, HANDSHAKES | FINISHES);
	CHECK(b > 0);
	c = connection(10, 6, HANDSHAKES);
	CHECK(c > 0);
	/* The older A was asked before and stays: the next asks C. */
	CHECK_INT(connection(10, 7, HANDSHAKES), 0);
	check_left(c, true);
	next = connection(10, 8, HANDSHAKES);
	CHECK(next > 0);
	kill_it(next);
	kill_it(a);
	kill_it(b);
	kill_it(silent);
}

/* A byte now and then is no reason to stay in a handshake. */
static void
test_drips(void)
{
	pid_t drips, other, client;
	int fd[2];

	if (!CHECK(pipe(fd) == 0))
		return;
	drip_fd = fd[0];
	(void)fflush(stdout);
	client = fork();
	while (client == 0 && write(fd[1], "x", 1) == 1)
		(void)poll(NULL, 0, 200);
	drips = connection(10, 21, HANDSHAKES | DRIPS);
	(void)poll(NULL, 0, 20);
	other = connection(10, 22, HANDSHAKES | STAYS);
	CHECK(drips > 0 && other > 0);
	CHECK_INT(connection(10, 23, HANDSHAKES), 0);
	check_left(drips, true);
	kill_it(other);
	kill_it(client);
}

/* The oldest session of the address that has most, two more than this one. */
static void
test_sessions(void)
{
	pid_t stays, goes, young, other, next;

	stays = connection(4, 1, FINISHES | STAYS);
	(void)poll(NULL, 0, 20);
	goes = connection(4, 1, FINISHES);
	(void)poll(NULL, 0, 20);
	young = connection(4, 1, FINISHES);
	other = connection(4, 2, FINISHES);
	CHECK(stays > 0 && goes > 0 && young > 0 && other > 0);
	next = connection(4, 3, FINISHES);
	CHECK(next > 0);
	check_left(goes, true);
	/* The one that stayed was asked, and is the youngest for that. */
	check_left(young, false);
	young = connection(4, 1, FINISHES);
	CHECK(young > 0);
	/* For a second of the newcomer's nobody leaves: it would have two. */
	CHECK_INT(connection(4, 3, FINISHES), 0);
	CHECK_INT(last.why, SLOTS_SESSIONS);
	check_left(young, false);
	kill_it(stays);
	kill_it(other);
	kill_it(next);
}

/*
 * An address has a session, whose handshake was over before anybody looked, and
 * others that say nothing have all other places: its next connection gets one.
 */
static void
test_second(void)
{
	pid_t mine = connection(3, 101, HANDSHAKES | FINISHES);
	pid_t b = connection(3, 102, SAYS_NOTHING);
	pid_t c = connection(3, 103, SAYS_NOTHING);
	pid_t second = connection(3, 101, 0);

	check_left(b, true);
	check_left(mine, false);
	check_left(c, false);
	kill_it(second);
}

/* Who had to leave its handshake is remembered: the log has less of it. */
static void
test_remembered(void)
{
	pid_t first, a, b, next;
	unsigned i;

	first = connection(10, 31, HANDSHAKES);
	(void)poll(NULL, 0, 20);
	a = connection(10, 32, HANDSHAKES | STAYS);
	CHECK(first > 0 && a > 0);
	/* What a process keeps in its handshake: its own place, no table. */
	CHECK(last.life_fd >= 0 && last.early_fd >= 0);
	CHECK_INT(last.table_fd, -1);
	CHECK_INT(connection(10, 33, HANDSHAKES), 0);
	check_left(first, true);
	b = connection(10, 33, HANDSHAKES);
	CHECK(b > 0);
	for (i = 2; i < SLOTS_LINES + 2; i++) {
		next = connection(10, 31, FINISHES);
		if (!CHECK(next > 0 && last.quiet == (i > SLOTS_LINES)))
			break;
		kill_it(next);
	}
	for (i = 0; i < SLOTS_LINES + 2; i++) {
		next = connection(10, 34, FINISHES);
		if (!CHECK(next > 0 && !last.quiet))
			break;
		kill_it(next);
	}
	kill_it(a);
	kill_it(b);
}

int
main(void)
{
	const char *tmp = getenv("TMP");

	(void)snprintf(folder, sizeof folder, "%s/run",
	    tmp == NULL ? "." : tmp);
	/* Children that wait for each other for good are a failure. */
	(void)alarm(240);
	make_clients();
	test_total();
	test_peer();
	test_asked();
	test_stubborn();
	test_handshakes();
	test_drips();
	test_sessions();
	test_second();
	test_remembered();
	return unit_done();
}
