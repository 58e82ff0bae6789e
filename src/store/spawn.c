/* SPDX-License-Identifier: MIT */
/* Other programs: see spawn.h. */
#include "store/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exit.h"
#include "os/backend.h"

enum { GRACE_MS = 1000 };	/* from SIGTERM to SIGKILL */

char *const spawn_env[] = {
	(char *)(size_t)"PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL
};

/* In the child; returns, an exit status, only on failure. */
static int
become(int folder, const char *prog, char *const argv[], char *const envp[],
    int in, int out)
{
	const int fd[3] = { in >= 0 ? in : open("/dev/null", O_RDONLY |
		O_CLOEXEC), out, out };

	if (setsid() >= 0 && (folder < 0 || fchdir(folder) == 0))
		backend_exec_on(prog, argv, envp, fd);
	return EXIT_NOEXEC;
}

int
spawn(int folder, const char *prog, char *const argv[], char *const envp[],
    int in, int out)
{
	const struct sigaction standard = { .sa_handler = SIG_DFL };
	pid_t pid;

	/* If a parent left it ignored, waitpid(2) would not work. */
	(void)sigaction(SIGCHLD, &standard, NULL);
	pid = fork();
	if (pid == 0)
		_exit(become(folder, prog, argv, envp, in, out));
	return (int)pid;
}

int
spawn_wait(int pid, int64_t until_ms, int *status)
{
	bool ended = backend_wait(pid, until_ms, status) == 0;

	if (ended)
		return 0;
	(void)kill(-pid, SIGTERM);
	ended = backend_wait(pid, clock_ms() + GRACE_MS, status) == 0;
	(void)kill(-pid, SIGKILL);
	if (!ended)
		(void)backend_wait(pid, clock_ms() + GRACE_MS, status);
	return -1;
}
