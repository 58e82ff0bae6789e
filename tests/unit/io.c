/* SPDX-License-Identifier: MIT */
/* Whole writes: through short counts and signals, and an error is told. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "lib/unit.h"

/* More than a pipe holds, so that the writer blocks again and again. */
enum { BYTES = 1 << 20 };

static unsigned char out[BYTES];
static volatile sig_atomic_t alarms;

static void
on_alarm(int sig)
{
	(void)sig;
	alarms++;
}

/* Reads slowly and tells whether all bytes came, by its exit status. */
static int
reader(int fd)
{
	unsigned char in[4096];
	size_t at = 0;
	ssize_t n;

	while ((n = read(fd, in, sizeof in)) > 0) {
		if (memcmp(in, out + at, (size_t)n) != 0)
			return 1;
		at += (size_t)n;
		if (at % 65536 == 0)
			(void)poll(NULL, 0, 3);
	}
	return n == 0 && at == BYTES ? 0 : 2;
}

/* Signals without SA_RESTART interrupt the writes. */
static void
test_interrupted(void)
{
	static const struct itimerval often = { { 0, 1000 }, { 0, 1000 } };
	static const struct itimerval never;
	struct sigaction sa;
	int p[2], status = -1;
	pid_t pid;

	if (!CHECK(pipe(p) == 0))
		return;
	pid = fork();
	if (pid == 0) {
		(void)close(p[1]);
		_exit(reader(p[0]));
	}
	(void)close(p[0]);
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_alarm;
	(void)sigaction(SIGALRM, &sa, NULL);
	(void)setitimer(ITIMER_REAL, &often, NULL);
	CHECK_INT(io_write(p[1], out, BYTES), 0);
	(void)setitimer(ITIMER_REAL, &never, NULL);
	(void)close(p[1]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	CHECK_INT(status, 0);
	CHECK(alarms > 0);
}

int
main(void)
{
	char got[8];
	int p[2];
	size_t i;

	for (i = 0; i < BYTES; i++)
		out[i] = (unsigned char)(i * 7 + i / 251);
	test_interrupted();
	if (CHECK(pipe(p) == 0)) {
		CHECK_INT(io_write(p[1], "abc", 3), 0);
		io_say(p[1], "def");
		CHECK_INT(read(p[0], got, sizeof got), 6);
		CHECK_MEM(got, 6, "abcdef", 6);
		CHECK_INT(io_write(p[1], NULL, 0), 0);
		(void)close(p[0]);
		(void)signal(SIGPIPE, SIG_IGN);
		errno = 0;
		CHECK_INT(io_write(p[1], "x", 1), -1);
		CHECK_INT(errno, EPIPE);
		io_say(p[1], "nobody hears this");
	}
	CHECK_INT(io_write(-1, "x", 1), -1);
	CHECK_INT(errno, EBADF);
	return unit_done();
}
