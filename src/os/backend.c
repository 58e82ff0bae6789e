/* SPDX-License-Identifier: MIT */
/* Starting the backend: see backend.h. */
#define _GNU_SOURCE
#include "os/backend.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/sbuf.h"
#include "os/fd.h"

/*
 * The ignored signals in hexadecimal, the last digit for 1 to 4, in proc(5)'s
 * words at the end of TEXT; NULL: not known.
 */
static const char *
ignored(char *text, size_t cap, size_t *digits)
{
	static const char label[] = "SigIgn:\t";
	const char *at = NULL;
	ssize_t n;
	int fd;

	fd = openat(AT_FDCWD, "/proc/self/status", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	n = read(fd, text, cap - 1);
	(void)close(fd);
	if (n > 0) {
		text[n] = '\0';
		at = strstr(text, label);
	}
	if (at == NULL)
		return NULL;
	at += sizeof label - 1;
	*digits = strspn(at, "0123456789abcdef");
	return *digits == NSIG / 4 ? at : NULL;
}

static bool
has_signal(const char *hex, size_t digits, int sig)
{
	static const char values[] = "0123456789abcdef";
	size_t bit = (size_t)sig - 1;
	const char *value = strchr(values, hex[digits - 1 - bit / 4]);

	return ((unsigned)(value - values) >> bit % 4 & 1) != 0;
}

/* Handlers do not survive execve(2); ignored signals do. */
static void
default_signals(void)
{
	enum { STATUS_MAX = 1536 };	/* bytes up to that line: some 900 */
	char text[STATUS_MAX];
	const char *hex;
	struct sigaction dfl;
	size_t digits = 0;
	sigset_t none;
	int sig;

	hex = ignored(text, sizeof text, &digits);

	memset(&dfl, 0, sizeof dfl);
	dfl.sa_handler = SIG_DFL;
	/*
	 * sigaction(3) refuses two or three real-time signals that libc uses;
	 * the process that started inetd may have ignored them all the same.
	 * All zero means default in the kernel's own struct as well.
	 */
	for (sig = 1; sig < NSIG; sig++)
		if ((hex == NULL || has_signal(hex, digits, sig)) &&
		    sigaction(sig, &dfl, NULL) < 0)
			(void)syscall(SYS_rt_sigaction, sig, &dfl, NULL,
			    NSIG / 8);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool
is_program(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	if (!S_ISREG(st.st_mode)) {
		errno = EACCES;
		return false;
	}
	return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0;
}

int
backend_find(const char *prog, const char *path)
{
	static APART char full[PATH_MAX];
	struct sbuf s;
	size_t n;

	if (strchr(prog, '/') != NULL)
		return is_program(prog) ? 0 : -1;
	for (;; path += n + 1) {
		n = strcspn(path, ":");
		sbuf_init(&s, full, sizeof full);
		sbuf_mem(&s, path, n);
		sbuf_str(&s, n > 0 ? "/" : "");
		sbuf_str(&s, prog);
		if (!s.cut && is_program(full))
			return 0;
		if (path[n] == '\0')
			return -1;
	}
}

void
backend_exec_on(const char *prog, char *const argv[], char *const envp[],
    const int fd[3])
{
	default_signals();
	/* A session of its own, as under inetd: its kill(0) must not hit us. */
	(void)setsid();
	/* All are above 2: stdio was filled before they were made. */
	if (dup2(fd[0], 0) < 0 || dup2(fd[1], 1) < 0 || dup2(fd[2], 2) < 0)
		return;
	fd_cloexec_from(3);
	/* execvpe(3) searches the PATH of environ, which is envp's now. */
	environ = (char **)(size_t)envp;
	(void)execvpe(prog, argv, envp);
}

void
backend_exec(const char *prog, char *const argv[], char *const envp[],
    int data_fd, int stderr_fd)
{
	const int fd[3] = { data_fd, data_fd, stderr_fd };

	backend_exec_on(prog, argv, envp, fd);
}

int
backend_wait(int pid, long long until_ms, int *status)
{
	pid_t got;

	/*
	 * No SIGCHLD handler and no sleep that races with one: the backend's
	 * end is usually known already from its closed socket, so ask a few
	 * times with a short pause.
	 */
	for (;;) {
		got = waitpid(pid, status, WNOHANG);
		if (got == pid)
			return 0;
		if (got < 0 && errno != EINTR)
			return -1;
		if (clock_ms() >= until_ms)
			return -1;
		(void)poll(NULL, 0, 10);
	}
}
