/* SPDX-License-Identifier: MIT */
/*
 * A terminal as a backend's stream: lines both ways, the end of the program,
 * and what a hang-up does to it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>

#include "lib/child.h"
#include "lib/unit.h"
#include "os/fdstream.h"
#include "os/pty.h"

static char got[256];

/* Everything that S says until it has no more, as text. */
static long
take(struct fdstream *fs)
{
	struct pollfd p = { .fd = fs->fd, .events = POLLIN };
	size_t len = 0;
	long n;

	for (;;) {
		n = fs->stream.read(fs, got + len, sizeof got - 1 - len);
		if (n > 0)
			len += (size_t)n;
		else if (n != STREAM_AGAIN || poll(&p, 1, 300) == 0)
			break;
	}
	got[len] = '\0';
	return n;
}

static void
test_stream(void)
{
	struct fdstream fs;
	struct winsize size;
	char buf[16];
	int fd[2];

	if (!CHECK_INT(pty_open(fd), 0))
		return;
	CHECK((fcntl(fd[0], F_GETFD) & FD_CLOEXEC) != 0);
	CHECK((fcntl(fd[1], F_GETFD) & FD_CLOEXEC) != 0);
	CHECK(isatty(fd[1]));
	CHECK_INT(ioctl(fd[1], TIOCGWINSZ, &size), 0);
	CHECK_INT(size.ws_row, 0);
	fdstream_init(&fs, fd[0], FDSTREAM_TTY);
	CHECK_INT(fs.stream.read(&fs, buf, sizeof buf), STREAM_AGAIN);
	CHECK_INT(fs.stream.want, STREAM_WANT_READ);
	CHECK_INT(write(fd[1], "prompt> ", 8), 8);
	CHECK_INT(take(&fs), STREAM_AGAIN);
	CHECK_STR(got, "prompt> ");
	CHECK_INT(fs.stream.write(&fs, "word\n", 5), 5);
	CHECK_INT(read(fd[1], buf, sizeof buf), 5);
	CHECK_INT(take(&fs), STREAM_AGAIN);
	CHECK_STR(got, "word\r\n");
	/* What was said before the end is heard, then it is EIO: the end. */
	CHECK_INT(write(fd[1], "bye\n", 4), 4);
	(void)close(fd[1]);
	CHECK_INT(take(&fs), STREAM_EOF);
	CHECK_STR(got, "bye\r\n");
	(void)close(fd[0]);
}

static void
test_shut(void)
{
	struct fdstream fs;
	char buf[16];
	int fd[2];

	if (!CHECK_INT(pty_open(fd), 0))
		return;
	fdstream_init(&fs, fd[0], FDSTREAM_TTY);
	CHECK_INT(write(fd[1], "there", 5), 5);
	CHECK_INT(fs.stream.shut(&fs), 0);
	CHECK_INT(fs.stream.read(&fs, buf, sizeof buf), 5);
	CHECK_INT(fs.stream.read(&fs, buf, sizeof buf), STREAM_EOF);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

static void
test_full(void)
{
	static const char line[] = "0123456789\n";
	struct fdstream fs;
	int fd[2], i;
	long n = 0;

	if (!CHECK_INT(pty_open(fd), 0))
		return;
	fdstream_init(&fs, fd[0], FDSTREAM_TTY);
	for (i = 0; i < 100000 && n >= 0; i++)
		n = fs.stream.write(&fs, line, sizeof line - 1);
	CHECK_INT(n, STREAM_AGAIN);
	CHECK_INT(fs.stream.want, STREAM_WANT_WRITE);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

/* The one who controls the terminal is told when its other end is gone. */
static void
test_hang_up(void)
{
	int fd[2], status = 0;
	char c;
	pid_t pid;

	if (!CHECK_INT(pty_open(fd), 0))
		return;
	pid = fork();
	if (pid == 0) {
		(void)close(fd[0]);
		if (pty_control(fd[1]) == 0 && getsid(0) == getpid() &&
		    write(fd[1], "x", 1) == 1)
			(void)pause();
		_exit(1);
	}
	(void)close(fd[1]);
	while (read(fd[0], &c, 1) < 0 && errno == EAGAIN)
		(void)poll(NULL, 0, 10);
	(void)close(fd[0]);
	CHECK_INT(waitpid(pid, &status, 0), pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP);
}

int
main(void)
{
	(void)alarm(30);
	test_stream();
	test_shut();
	test_full();
	test_hang_up();
	return unit_done();
}
