/* SPDX-License-Identifier: MIT */
/*
 * Runs a program with a wall clock of its own, which it can set:
 *
 *	own_clock FILE program [args]
 *
 * The clock is as many seconds ahead of the real one as FILE says; no file: it
 * is the real one.  Who sets it changes FILE, and this machine's clock stays as
 * it is.  No time server has confirmed it, unless there is a file FILE.synced;
 * then the kernel says what BusyBox's ntpd leaves behind.  All that the program
 * starts has the same clock, by ptrace(2) as in fault.c.  Descriptors 0 to 2
 * are the program's alone.
 */
#define _GNU_SOURCE

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TROUBLE = 99 };

static const char *path;

static long long
ahead(void)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		if (read(fd, text, sizeof text - 1) < 0)
			_exit(TROUBLE);
		(void)close(fd);
	}
	return atoll(text);
}

static void
set_ahead(long long seconds)
{
	FILE *f = fopen(path, "we");

	if (f == NULL)
		_exit(TROUBLE);
	(void)fprintf(f, "%lld\n", seconds - (long long)time(NULL));
	(void)fclose(f);
}

static unsigned long
peek(int pid, unsigned long at)
{
	return (unsigned long)ptrace(PTRACE_PEEKDATA, pid, at, 0);
}

/* Then the C library asks the kernel: see fault.c. */
static void
hide_vdso(int pid)
{
	struct user_regs_struct r;
	unsigned long at, key;

	(void)ptrace(PTRACE_GETREGS, pid, 0, &r);
	at = r.rsp + 8 * (peek(pid, r.rsp) + 2);
	while (peek(pid, at) != 0)
		at += 8;
	for (at += 8; (key = peek(pid, at)) != AT_NULL; at += 16)
		if (key == AT_SYSINFO_EHDR)
			(void)ptrace(PTRACE_POKEDATA, pid, at,
			    (unsigned long)AT_IGNORE);
}

/* What the kernel says of time servers, in the struct timex at AT. */
static void
say_synced(int pid, unsigned long at)
{
	union {
		struct timex t;
		unsigned long word[sizeof(struct timex) / 8];
	} u = { .t = { .status = STA_UNSYNC, .maxerror = 16000000 } };
	char file[256];
	unsigned long i;

	(void)snprintf(file, sizeof file, "%s.synced", path);
	if (access(file, F_OK) == 0)
		u.t.status |= STA_PLL;
	for (i = 0; i < sizeof u / 8; i++)
		(void)ptrace(PTRACE_POKEDATA, pid, at + 8 * i, u.word[i]);
}

/* Before a system call, or behind it. */
static void
change(int pid)
{
	struct __ptrace_syscall_info i;
	struct user_regs_struct r;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof i, &i) < 0 ||
	    ptrace(PTRACE_GETREGS, pid, 0, &r) < 0)
		return;
	if (i.op == PTRACE_SYSCALL_INFO_ENTRY &&
	    r.orig_rax == SYS_clock_settime) {
		set_ahead((long long)peek(pid, r.rsi));
		/* It does nothing, and returns 0. */
		r.orig_rax = SYS_sched_yield;
		(void)ptrace(PTRACE_SETREGS, pid, 0, &r);
	} else if (i.op == PTRACE_SYSCALL_INFO_EXIT &&
	    r.orig_rax == SYS_adjtimex) {
		say_synced(pid, r.rdi);
	} else if (i.op == PTRACE_SYSCALL_INFO_EXIT &&
	    r.orig_rax == SYS_clock_adjtime) {
		say_synced(pid, r.rsi);
	} else if (i.op == PTRACE_SYSCALL_INFO_EXIT &&
	    r.orig_rax == SYS_clock_gettime && r.rdi == CLOCK_REALTIME) {
		(void)ptrace(PTRACE_POKEDATA, pid, r.rsi,
		    peek(pid, r.rsi) + (unsigned long)ahead());
	}
}

/* What the stop of a process means; the signal that it is to get. */
static int
stopped(int pid, int status)
{
	int sig = WSTOPSIG(status);

	if (sig == (SIGTRAP | 0x80))
		change(pid);
	else if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
		hide_vdso(pid);
	/* A new process, and our events, send nothing of their own. */
	return sig == (SIGTRAP | 0x80) || status >> 16 != 0 || sig == SIGSTOP
	    ? 0 : sig;
}

int
main(int argc, char **argv)
{
	int child, pid, status, rc = TROUBLE, fd;

	if (argc < 3)
		return TROUBLE;
	path = argv[1];
	child = fork();
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0)
			(void)execv(argv[2], argv + 2);
		_exit(TROUBLE);
	}
	fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (pid = 0; pid < 3; pid++)
		(void)dup2(fd, pid);
	if (child < 0 || waitpid(child, &status, 0) < 0 ||
	    !WIFSTOPPED(status) || ptrace(PTRACE_SETOPTIONS, child, 0,
	    PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK |
	    PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC) <
	    0)
		return TROUBLE;
	hide_vdso(child);
	(void)ptrace(PTRACE_SYSCALL, child, 0, 0);
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid > 0 && WIFSTOPPED(status))
			(void)ptrace(PTRACE_SYSCALL, pid, 0,
			    stopped(pid, status));
		else if (pid == child)
			rc = WIFEXITED(status) ? WEXITSTATUS(status) : TROUBLE;
	}
	return rc;
}
