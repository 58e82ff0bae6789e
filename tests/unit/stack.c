/* SPDX-License-Identifier: MIT */
/*
 * Another stack: it is used, it ends at a guard, and what the kernel gave is
 * returned but for the command line.  On a board without one, the function is
 * called all the same.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "lib/child.h"
#include "lib/unit.h"
#include "os/stack.h"

enum { PAGE = 4096, LEN = 64 * 1024 + 16, GOOD = 7, KEPT = 8 };

static _Alignas(PAGE) unsigned char room[LEN + PAGE];
/* Of the caller of stack_run(), two pages above its frame. */
static volatile unsigned char *above;

static bool
is_within(const void *p)
{
	return (uintptr_t)p >= (uintptr_t)room &&
	    (uintptr_t)p < (uintptr_t)room + LEN;
}

static void
look(void *arg)
{
	unsigned char here;

	if (strcmp(arg, "argument") != 0)
		_exit(1);
	_exit(is_within(&here) ? GOOD : KEPT);
}

/* Reaches the last bytes before the guard, or the guard. */
static void
reach(void *arg)
{
	room[PAGE - (arg != NULL)] = 1;
	_exit(GOOD);
}

static void
leave(void *arg)
{
	char line[64];
	ssize_t n;
	int fd;

	stack_leave();
	fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	n = read(fd, line, sizeof line - 1);
	line[n > 0 ? n : 0] = '\0';
	if (strcmp(line, program_invocation_name) != 0 || line[0] == '\0')
		_exit(1);
	_exit(*above == 0 ? GOOD : arg == NULL ? KEPT : 2);
}

static void
__attribute__((noinline))
run_below(void (*fn)(void *arg), void *arg)
{
	volatile unsigned char here[4 * PAGE];
	size_t i;

	for (i = 0; i < sizeof here; i++)
		here[i] = 0xa5;
	above = here + 2 * PAGE;
	stack_run(room, LEN, fn, arg);
}

/* How a process ends that runs FN on the other stack; minus its signal. */
static int
run(void (*fn)(void *arg), void *arg)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		run_below(fn, arg);
	CHECK(waitpid(pid, &status, 0) == pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int
main(void)
{
	static char argument[] = "argument";
	int has = run(look, argument);

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
	CHECK_INT(has, GOOD);
#endif
	CHECK(has == GOOD || has == KEPT);
	CHECK_INT(run(reach, NULL), GOOD);
	CHECK_INT(run(reach, argument), has == GOOD ? -SIGSEGV : GOOD);
#if defined(__x86_64__)
	CHECK_INT(run(leave, argument), has == GOOD ? GOOD : 2);
#else
	/* An emulated kernel keeps the pages: see unit/mem. */
	(void)run(leave, NULL);
#endif
	return unit_done();
}
