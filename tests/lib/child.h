/* SPDX-License-Identifier: MIT */
/*
 * A part of a test in a process of its own: for what cannot be undone, such
 * as limits, user ids and filters.
 *
 * The child says the line of its first failed MUST() through a pipe, because
 * it may write to nothing else by then, and leaves by exit_group(2), so that
 * it neither prints the parent's counts nor looks for leaks inside a jail.  Not
 * by _exit(2): before a function that does not return the address sanitizer
 * makes a system call, and src/os/sandbox_seccomp.c would kill for it.
 *
 * Wants _GNU_SOURCE.
 */
#ifndef THIMBLE_TESTS_LIB_CHILD_H
#define THIMBLE_TESTS_LIB_CHILD_H

#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static int child_says = -1;

/* Ends the child: at line LINE something was wrong; 0: all was well. */
static inline void
child_end(int line)
{
	ssize_t n = write(child_says, &line, sizeof line);

	for (;;)
		(void)syscall(SYS_exit_group,
		    n == (ssize_t)sizeof line ? 0 : 99);
}

#define MUST(cond) do { \
	if (!(cond)) \
		child_end(__LINE__); \
} while (0)

/*
 * Runs FN in a child.  0: every MUST() held; the line of the one that did
 * not; -N when signal N ended the child; -1000 when it ended in silence.
 */
static inline int
child_run(void (*fn)(void))
{
	int p[2], line = -1000, status = 0;
	pid_t pid;

	(void)fflush(stdout);
	if (pipe(p) < 0)
		return -1000;
	pid = fork();
	if (pid == 0) {
		(void)close(p[0]);
		child_says = p[1];
		fn();
		child_end(0);
	}
	(void)close(p[1]);
	if (read(p[0], &line, sizeof line) != (ssize_t)sizeof line)
		line = -1000;
	(void)close(p[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		return -WTERMSIG(status);
	return line;
}

#endif
