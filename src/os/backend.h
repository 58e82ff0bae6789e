/* SPDX-License-Identifier: MIT */
/* Starting the plain-text server behind the wrapper. */
#ifndef OS_BACKEND_H
#define OS_BACKEND_H

enum {
	BACKEND_ENV_MAX = 16	/* variables, the closing NULL counted */
};

/*
 * Whether this user can run PROG, which without a '/' is searched in the
 * folders of PATH: 0, or -1 and errno.
 */
int backend_find(const char *prog, const char *path);

/*
 * Becomes the program: DATA_FD on 0 and 1, STDERR_FD on 2, every other
 * descriptor closed by the exec, all signals at their defaults and none
 * blocked, with exactly the environment ENVP.  PROG without a '/' is searched
 * in ENVP's PATH.  Returns only on failure, with errno.
 */
void backend_exec(const char *prog, char *const argv[], char *const envp[],
    int data_fd, int stderr_fd);

/* The same with FD[0] to FD[2] on 0 to 2. */
void backend_exec_on(const char *prog, char *const argv[],
    char *const envp[], const int fd[3]);

/*
 * Waits for child PID until UNTIL_MS on the monotonic clock: 0 and *STATUS of
 * wait(2), or -1 if it is still running.
 */
int backend_wait(int pid, long long until_ms, int *status);

#endif
