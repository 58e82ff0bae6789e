/* SPDX-License-Identifier: MIT */
/* TCP: options are set, unread bytes are counted, a last word arrives. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/child.h"
#include "lib/tcp_pair.h"
#include "lib/unit.h"
#include "os/tcp.h"

static int
option(int fd, int level, int name)
{
	int v = -1;
	socklen_t len = sizeof v;

	return getsockopt(fd, level, name, &v, &len) < 0 ? -1 : v;
}

static void
test_options(void)
{
	int fd[2], u[2], p[2];

	if (!CHECK_INT(tcp_pair(fd), 0))
		return;
	CHECK_INT(tcp_unread(fd[0]), 0);
	CHECK_INT(send(fd[1], "hello", 5, 0), 5);
	while (tcp_unread(fd[0]) < 5)
		(void)poll(NULL, 0, 1);
	CHECK_INT(tcp_unread(fd[0]), 5);
	tcp_tune(fd[0]);
	CHECK(option(fd[0], IPPROTO_TCP, TCP_NODELAY) > 0);
	CHECK(option(fd[0], SOL_SOCKET, SO_KEEPALIVE) > 0);
	CHECK_INT(option(fd[0], IPPROTO_TCP, TCP_KEEPIDLE), TCP_ALIVE_IDLE_S);
	CHECK_INT(option(fd[0], IPPROTO_TCP, TCP_KEEPINTVL),
	    TCP_ALIVE_EVERY_S);
	CHECK_INT(option(fd[0], IPPROTO_TCP, TCP_KEEPCNT), TCP_ALIVE_PROBES);
	(void)close(fd[0]);
	(void)close(fd[1]);

	/* Nothing to tune, and no harm. */
	if (CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, u) == 0)) {
		tcp_tune(u[0]);
		CHECK_INT(tcp_unread(u[0]), 0);
	}
	if (CHECK(pipe(p) == 0)) {
		tcp_tune(p[0]);
		CHECK_INT(tcp_unread(p[0]), 0);
	}
	tcp_tune(-1);
	CHECK_INT(tcp_unread(-1), -1);
}

/* The client's side: sends on for a while, and gets the last word whole. */
static int client_fd;

static void
talks_on(void)
{
	static char much[65536];
	char got[16];
	int i;

	(void)signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < 20; i++) {
		MUST(send(client_fd, much, sizeof much, 0) > 0);
		(void)poll(NULL, 0, 5);
	}
	MUST(recv(client_fd, got, sizeof got, MSG_WAITALL) == 4);
	MUST(memcmp(got, "last", 4) == 0);
	MUST(recv(client_fd, got, sizeof got, 0) == 0);
}

static int server_fd;

static void
says_farewell(void)
{
	MUST(send(server_fd, "last", 4, 0) == 4);
	tcp_farewell(server_fd, 10000);
	(void)close(server_fd);
}

static void
test_farewell(void)
{
	int64_t began;
	int fd[2], line;
	pid_t pid;

	if (!CHECK_INT(tcp_pair(fd), 0))
		return;
	client_fd = fd[0];
	server_fd = fd[1];
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		(void)close(fd[0]);
		line = child_run(says_farewell);
		_exit(line == 0 ? 0 : 1);
	}
	(void)close(fd[1]);
	CHECK_INT(child_run(talks_on), 0);
	(void)close(fd[0]);
	line = -1;
	(void)waitpid(pid, &line, 0);
	CHECK_INT(line, 0);

	/* A client that neither ends nor is silent has so long and no more. */
	if (!CHECK_INT(tcp_pair(fd), 0))
		return;
	CHECK_INT(send(fd[0], "chatter", 7, 0), 7);
	began = clock_ms();
	tcp_farewell(fd[1], 120);
	CHECK(clock_ms() - began >= 119);
	CHECK(clock_ms() - began < 5000);
	/* One that is gone has none. */
	(void)close(fd[0]);
	(void)poll(NULL, 0, 20);
	began = clock_ms();
	tcp_farewell(fd[1], 10000);
	CHECK(clock_ms() - began < 5000);
}

int
main(void)
{
	test_options();
	test_farewell();
	return unit_done();
}
