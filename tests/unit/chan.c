/* SPDX-License-Identifier: MIT */
/* The control socket: whole messages, limits, time-outs, the other's end. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/unit.h"
#include "os/chan.h"

enum { SOON_MS = 10000, BIG = 9000 };

static unsigned char big[BIG], got[BIG];

static int64_t
soon(void)
{
	return clock_ms() + SOON_MS;
}

static void
test_messages(int a, int b)
{
	char msg[8];

	/* Messages keep their edges and their order. */
	CHECK_INT(chan_send(a, "one", 3), 0);
	CHECK_INT(chan_send(a, "three", 5), 0);
	CHECK_INT(chan_recv(b, msg, sizeof msg, soon()), 3);
	CHECK_MEM(msg, 3, "one", 3);
	CHECK_INT(chan_recv(b, msg, sizeof msg, soon()), 5);
	CHECK_MEM(msg, 5, "three", 5);
	/* Both ways. */
	CHECK_INT(chan_send(b, "x", 1), 0);
	CHECK_INT(chan_recv(a, msg, sizeof msg, soon()), 1);

	/* As long as the room is; one byte more is an error and is gone. */
	CHECK_INT(chan_send(a, "12345678", 8), 0);
	CHECK_INT(chan_recv(b, msg, sizeof msg, soon()), 8);
	CHECK_INT(chan_send(a, "123456789", 9), 0);
	CHECK_INT(chan_send(a, "next", 4), 0);
	errno = 0;
	CHECK_INT(chan_recv(b, msg, sizeof msg, soon()), -1);
	CHECK_INT(errno, EMSGSIZE);
	CHECK_INT(chan_recv(b, msg, sizeof msg, soon()), 4);
	CHECK_MEM(msg, 4, "next", 4);

	/* A certificate chain is one message. */
	CHECK_INT(chan_send(a, big, BIG), 0);
	CHECK_INT(chan_recv(b, got, BIG, soon()), BIG);
	CHECK_MEM(got, BIG, big, BIG);
}

static void
test_time_out(int fd)
{
	int64_t began = clock_ms();
	char msg[8];

	errno = 0;
	CHECK_INT(chan_recv(fd, msg, sizeof msg, began + 80), -1);
	CHECK_INT(errno, ETIMEDOUT);
	CHECK(clock_ms() - began >= 80);
	CHECK(clock_ms() - began < SOON_MS);
	/* A time that has passed does not wait at all. */
	began = clock_ms();
	CHECK_INT(chan_recv(fd, msg, sizeof msg, began - 1000), -1);
	CHECK_INT(errno, ETIMEDOUT);
	CHECK(clock_ms() - began < 1000);
}

/* A message that comes while somebody waits ends the wait. */
static void
test_wake(int a, int b)
{
	int64_t began;
	char msg[8];
	pid_t pid;

	pid = fork();
	if (pid == 0) {
		(void)poll(NULL, 0, 50);
		_exit(chan_send(a, "late", 4) == 0 ? 0 : 1);
	}
	began = clock_ms();
	CHECK_INT(chan_recv(b, msg, sizeof msg, INT64_MAX), 4);
	CHECK(clock_ms() - began < SOON_MS);
	(void)waitpid(pid, NULL, 0);
}

static void
test_close(void)
{
	char msg[8];
	int c[2];

	if (!CHECK_INT(chan_pair(c), 0))
		return;
	CHECK_INT(chan_send(c[0], "last", 4), 0);
	(void)close(c[0]);
	CHECK_INT(chan_recv(c[1], msg, sizeof msg, soon()), 4);
	CHECK_INT(chan_recv(c[1], msg, sizeof msg, soon()), 0);
	CHECK_INT(chan_recv(c[1], msg, sizeof msg, soon()), 0);
	/* Nobody reads: an error and no signal, whatever SIGPIPE is set to. */
	(void)signal(SIGPIPE, SIG_DFL);
	errno = 0;
	CHECK_INT(chan_send(c[1], "x", 1), -1);
	CHECK_INT(errno, EPIPE);
	(void)close(c[1]);
	CHECK_INT(chan_send(-1, "x", 1), -1);
	CHECK_INT(chan_recv(-1, msg, sizeof msg, clock_ms() + 50), -1);
}

static void
test_kinds(void)
{
	int type = 0, fd[2];
	socklen_t len = sizeof type;

	if (CHECK_INT(chan_stream_pair(fd), 0)) {
		CHECK_INT(getsockopt(fd[0], SOL_SOCKET, SO_TYPE, &type,
		    &len), 0);
		CHECK_INT(type, SOCK_STREAM);
		CHECK((fcntl(fd[0], F_GETFD) & FD_CLOEXEC) != 0);
		CHECK((fcntl(fd[1], F_GETFD) & FD_CLOEXEC) != 0);
	}
	if (CHECK_INT(chan_pipe(fd), 0)) {
		CHECK((fcntl(fd[0], F_GETFD) & FD_CLOEXEC) != 0);
		CHECK((fcntl(fd[1], F_GETFD) & FD_CLOEXEC) != 0);
		CHECK_INT(write(fd[1], "x", 1), 1);
		CHECK_INT(read(fd[0], got, 1), 1);
	}
}

static void
test_passing(void)
{
	struct rlimit few, all;
	int64_t began;
	uint8_t msg;
	char text[8];
	int c[2], p[2], fd;

	if (!CHECK_INT(chan_pair(c), 0) || !CHECK_INT(chan_pipe(p), 0))
		return;
	CHECK_INT(chan_send_fd(c[0], 'B', p[1]), 0);
	CHECK_INT(chan_recv_fd(c[1], &msg, &fd, soon()), 1);
	CHECK_INT(msg, 'B');
	CHECK(fd >= 0 && fd != p[1]);
	CHECK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	CHECK_INT(write(fd, "x", 1), 1);
	CHECK_INT(read(p[0], text, 1), 1);
	(void)close(fd);

	/* A message without one; the time; the other's end. */
	CHECK_INT(chan_send(c[0], "N", 1), 0);
	CHECK_INT(chan_recv_fd(c[1], &msg, &fd, soon()), 1);
	CHECK_INT(msg, 'N');
	CHECK_INT(fd, -1);
	began = clock_ms();
	CHECK_INT(chan_recv_fd(c[1], &msg, &fd, began + 50), -1);
	CHECK_INT(errno, ETIMEDOUT);
	CHECK(clock_ms() - began >= 50);
	CHECK_INT(chan_send_fd(c[0], 'B', -1), -1);

	/* No room for it: the message comes alone, the limit holds. */
	CHECK_INT(getrlimit(RLIMIT_NOFILE, &all), 0);
	few = all;
	few.rlim_cur = 3;
	CHECK_INT(chan_send_fd(c[0], 'B', p[1]), 0);
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &few), 0);
	CHECK_INT(chan_recv_fd(c[1], &msg, &fd, soon()), 1);
	CHECK_INT(fd, -1);
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &all), 0);
	(void)close(c[0]);
	CHECK_INT(chan_recv_fd(c[1], &msg, &fd, soon()), 0);
	CHECK_INT(fd, -1);
	(void)close(c[1]);
}

int
main(void)
{
	int c[2];
	size_t i;

	for (i = 0; i < BIG; i++)
		big[i] = (unsigned char)(i ^ i >> 8);
	if (CHECK_INT(chan_pair(c), 0)) {
		CHECK((fcntl(c[0], F_GETFD) & FD_CLOEXEC) != 0);
		CHECK((fcntl(c[1], F_GETFD) & FD_CLOEXEC) != 0);
		test_messages(c[0], c[1]);
		test_time_out(c[0]);
		test_wake(c[0], c[1]);
	}
	test_close();
	test_kinds();
	test_passing();
	return unit_done();
}
