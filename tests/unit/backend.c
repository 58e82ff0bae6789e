/* SPDX-License-Identifier: MIT */
/* The backend as it finds itself: descriptors, signals, environment, end. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "lib/child.h"
#include "lib/unit.h"
#include "os/backend.h"

static char sh[] = "/bin/sh", dash_c[] = "-c", env_name[] = "env";

/*
 * Starts PROG as K does and reads all that it says on the data socket (and,
 * when ERR_FD, on its stderr) into TEXT; the result is its wait(2) status.
 */
static int
run(const char *prog, char *const argv[], char *const envp[], char *text,
    size_t cap, bool from_stderr)
{
	int fd[2], err[2], status = -1;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	text[0] = '\0';
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) < 0 || pipe(err) < 0)
		return -1;
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		(void)close(fd[0]);
		(void)close(err[0]);
		backend_exec(prog, argv, envp, fd[1], err[1]);
		_exit(errno == ENOENT ? 90 : 91);
	}
	(void)close(fd[1]);
	(void)close(err[1]);
	(void)shutdown(fd[0], SHUT_WR);
	while (len < cap - 1 && (n = read(from_stderr ? err[0] : fd[0],
	    text + len, cap - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	(void)close(fd[0]);
	(void)close(err[0]);
	CHECK_INT(backend_wait(pid, clock_ms() + 10000, &status), 0);
	return status;
}

static int
script(const char *lines, char *const envp[], char *text, size_t cap,
    bool from_stderr)
{
	char *argv[] = { sh, dash_c, (char *)(size_t)lines, NULL };

	return run(sh, argv, envp, text, cap, from_stderr);
}

static void
test_environment(void)
{
	static char path[] = "PATH=/nowhere:/usr/bin", one[] = "ONE=1";
	char *envp[] = { path, one, NULL };
	char *none[] = { NULL };
	char *argv[] = { env_name, NULL };
	char text[512];

	(void)setenv("SECRET", "leaks", 1);
	/* A bare name is looked for in the new PATH, not in ours. */
	(void)setenv("PATH", "/elsewhere", 1);
	CHECK_INT(run("env", argv, envp, text, sizeof text, false), 0);
	CHECK_STR(text, "PATH=/nowhere:/usr/bin\nONE=1\n");
	CHECK_INT(run("/usr/bin/env", argv, none, text, sizeof text, false),
	    0);
	CHECK_STR(text, "");
}

static void
test_descriptors(void)
{
	static const char count[] = "i=0; while [ $i -lt 800 ]; do "
	    "[ ! -e /proc/$$/fd/$i ] || echo $i; i=$((i + 1)); done";
	char *envp[] = { NULL };
	char text[512];
	int low = dup(0), high = fcntl(0, F_DUPFD, 700);

	CHECK(low > 2 && high >= 700);
	CHECK_INT(script(count, envp, text, sizeof text, false), 0);
	CHECK_STR(text, "0\n1\n2\n");
	/* 0 and 1 are one socket; 2 is not it. */
	CHECK_INT(script("cat; echo out; echo err >&2", envp, text,
	    sizeof text, false), 0);
	CHECK_STR(text, "out\n");
	CHECK_INT(script("echo out; echo err >&2", envp, text, sizeof text,
	    true), 0);
	CHECK_STR(text, "err\n");
}

/*
 * Signals that stay ignored whatever is asked: a parent that used glibc's
 * posix_spawn(3) leaves libc's own ones so, and qemu-user does not pass a
 * change of those on to the kernel.
 */
static unsigned long long
not_ours(void)
{
	static const unsigned char dfl[64];
	char text[4096];
	const char *ign;
	size_t len;
	int sig;

	for (sig = 32; sig <= 34; sig++)
		(void)syscall(SYS_rt_sigaction, sig, dfl, NULL, NSIG / 8);
	if (file_read("/proc/self/status", 1, text, sizeof text, &len, NULL,
	    NULL) < 0)
		return 0;
	ign = strstr(text, "SigIgn:");
	return ign == NULL ? 0 : strtoull(ign + 7, NULL, 16) & 0x380000000;
}

static void
test_signals(void)
{
	static const char show[] = "while read -r name set; do case $name in "
	    "SigBlk: | SigIgn:) echo $set ;; esac; "
	    "done </proc/self/status";
	char *envp[] = { NULL };
	char text[512], *next;
	unsigned long long excused = not_ours();
	sigset_t all;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGUSR1, SIG_IGN);
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	CHECK_INT(script(show, envp, text, sizeof text, false), 0);
	(void)sigemptyset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	CHECK(strtoull(text, &next, 16) == 0);
	CHECK(next != text && *next == '\n');
	CHECK((strtoull(next, NULL, 16) & ~excused) == 0);
}

static void
test_failures(void)
{
	char *argv[] = { env_name, NULL };
	char *envp[] = { NULL };
	char text[64];

	/* It returns, and errno says why. */
	CHECK_INT(run("/nowhere/program", argv, envp, text, sizeof text,
	    false), 90 << 8);
	CHECK_INT(run("no-such-program", argv, envp, text, sizeof text,
	    false), 90 << 8);
	CHECK_INT(run("/etc/passwd", argv, envp, text, sizeof text, false),
	    91 << 8);
	CHECK_STR(text, "");
}

static void
test_wait(void)
{
	int64_t began = clock_ms();
	int status = 4711;
	pid_t pid;

	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		(void)pause();
		_exit(0);
	}
	/* It still runs: the time is kept, and nothing is reaped. */
	CHECK_INT(backend_wait(pid, began + 60, &status), -1);
	CHECK(clock_ms() - began >= 60);
	CHECK(clock_ms() - began < 5000);
	CHECK_INT(backend_wait(pid, began - 1, &status), -1);
	CHECK_INT(kill(pid, SIGTERM), 0);
	CHECK_INT(backend_wait(pid, clock_ms() + 5000, &status), 0);
	CHECK(WIFSIGNALED(status));
	CHECK_INT(WTERMSIG(status), SIGTERM);
	/* There is no such child any more: no wait. */
	began = clock_ms();
	CHECK_INT(backend_wait(pid, began + 5000, &status), -1);
	CHECK(clock_ms() - began < 2500);
}

int
main(void)
{
	(void)alarm(60);
	test_environment();
	test_descriptors();
	test_signals();
	test_failures();
	test_wait();
	return unit_done();
}
