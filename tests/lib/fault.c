/* SPDX-License-Identifier: MIT */
/*
 * Runs a program in a world that is worse, or another time, by ptrace(2):
 *
 *	fault [-t SECONDS | -a SECONDS] [-k N] [-e N:ERRNO] [-c FILE]
 *	    [-m FOLDER] program [args]
 *
 * -t: its wall clock stands at SECONDS since 1970; -a: it runs, SECONDS ahead
 * of the real one.  The clock page of the kernel (vDSO) is hidden from the
 * program, so that it has to ask by system call.
 * -k: SIGKILL instead of its system call N, counted from 1 at execve's return.
 * -e: system call N fails with ERRNO and is not done; not when it asks for the
 * time, which cannot fail.
 * -c: writes a letter for each of its system calls to FILE: C for one that may
 * change a file or a folder, s for one that waits for the disk, r for the rest.
 * -m: writes the memory that it can write to, to FOLDER/fsync before each
 * fsync(2), over the last, and to FOLDER/exit before it ends.
 *
 * It follows the first process only: thimble-cert starts no other.  Exit
 * status as the program's, 137 when it was killed, 99 for our own troubles.
 * For x86_64, where these tests run.
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
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TROUBLE = 99, KILLED = 137 };

static long long wall = -1, ahead;
static unsigned long kill_at, fail_at, calls;
static int fail_with;
static FILE *count_file;
static const char *memory_folder;
static pid_t child;

static void
die(const char *what)
{
	perror(what);
	if (child > 0)
		(void)kill(child, SIGKILL);
	exit(TROUBLE);
}

static unsigned long
peek(unsigned long at)
{
	long v;

	errno = 0;
	v = ptrace(PTRACE_PEEKDATA, child, at, 0);
	if (errno != 0)
		die("fault: peek");
	return (unsigned long)v;
}

static void
poke(unsigned long at, unsigned long v)
{
	if (ptrace(PTRACE_POKEDATA, child, at, v) < 0)
		die("fault: poke");
}

static void
get_regs(struct user_regs_struct *r)
{
	if (ptrace(PTRACE_GETREGS, child, 0, r) < 0)
		die("fault: registers");
}

static void
set_regs(struct user_regs_struct *r)
{
	if (ptrace(PTRACE_SETREGS, child, 0, r) < 0)
		die("fault: registers");
}

/* Takes the vDSO out of the auxiliary vector behind arguments and
 * environment, where the stack starts. */
static void
hide_vdso(void)
{
	struct user_regs_struct r;
	unsigned long at, key;

	get_regs(&r);
	at = r.rsp + 8 * (peek(r.rsp) + 2);
	while (peek(at) != 0)
		at += 8;
	for (at += 8; (key = peek(at)) != AT_NULL; at += 16)
		if (key == AT_SYSINFO_EHDR)
			poke(at, AT_IGNORE);
}

static int
letter(const struct user_regs_struct *r)
{
	enum { MAKES = O_CREAT | O_TRUNC };

	switch (r->orig_rax) {
	case SYS_open:
		return (r->rsi & MAKES) != 0 ? 'C' : 'r';
	case SYS_openat:
		return (r->rdx & MAKES) != 0 ? 'C' : 'r';
	case SYS_write: case SYS_writev:
		return r->rdi > STDERR_FILENO ? 'C' : 'r';
	case SYS_ftruncate: case SYS_fchmod: case SYS_chmod: case SYS_fchown:
	case SYS_mkdir: case SYS_rmdir: case SYS_link: case SYS_symlink:
	case SYS_rename: case SYS_unlink: case SYS_mkdirat: case SYS_linkat:
	case SYS_symlinkat: case SYS_renameat: case SYS_renameat2:
	case SYS_unlinkat: case SYS_fchmodat: case SYS_fork: case SYS_vfork:
	case SYS_clone:
		return 'C';
	case SYS_fsync: case SYS_fdatasync: case SYS_sync:
		return 's';
	default:
		return 'r';
	}
}

/* What is mapped writable, to NAME in the folder. */
static void
save_memory(const char *name)
{
	char path[4096], line[4096], mode[8];
	static char room[65536];
	unsigned long at, end;
	FILE *maps, *out;
	ssize_t n;
	int mem;

	(void)snprintf(path, sizeof path, "/proc/%d/maps", (int)child);
	maps = fopen(path, "re");
	(void)snprintf(path, sizeof path, "/proc/%d/mem", (int)child);
	mem = open(path, O_RDONLY | O_CLOEXEC);
	(void)snprintf(path, sizeof path, "%s/%s", memory_folder, name);
	out = fopen(path, "we");
	if (maps == NULL || mem < 0 || out == NULL)
		die("fault: memory");
	while (fgets(line, sizeof line, maps) != NULL) {
		if (sscanf(line, "%lx-%lx %7s", &at, &end, mode) != 3 ||
		    mode[1] != 'w')
			continue;
		for (; at < end; at += (unsigned long)n) {
			n = pread(mem, room, sizeof room < end - at ?
			    sizeof room : end - at, (off_t)at);
			if (n <= 0 || fwrite(room, 1, (size_t)n, out) !=
			    (size_t)n)
				die("fault: memory");
		}
	}
	(void)fclose(maps);
	(void)close(mem);
	if (fclose(out) != 0)
		die("fault: memory");
}

static void
enter(struct user_regs_struct *r)
{
	calls++;
	if (memory_folder != NULL && r->orig_rax == SYS_fsync)
		save_memory("fsync");
	if (memory_folder != NULL && r->orig_rax == SYS_exit_group)
		save_memory("exit");
	if (count_file != NULL)
		(void)fputc(letter(r), count_file);
	if (calls == kill_at) {
		(void)kill(child, SIGKILL);
	} else if (calls == fail_at && r->orig_rax == SYS_clock_gettime) {
		fail_at = 0;
	} else if (calls == fail_at) {
		r->orig_rax = (unsigned long)-1;
		set_regs(r);
	}
}

static void
leave(struct user_regs_struct *r, unsigned long asked)
{
	if (calls == fail_at) {
		r->rax = (unsigned long)-fail_with;
		set_regs(r);
	} else if (wall >= 0 && asked == SYS_clock_gettime && r->rdi == 0) {
		poke(r->rsi, (unsigned long)wall);
		poke(r->rsi + 8, 0);
	} else if (ahead != 0 && asked == SYS_clock_gettime && r->rdi == 0) {
		poke(r->rsi, peek(r->rsi) + (unsigned long)ahead);
	} else if ((wall >= 0 || ahead != 0) && (asked == SYS_time ||
	    asked == SYS_gettimeofday)) {
		fprintf(stderr, "fault: it asks for the time in a way that "
		    "is not handled\n");
		exit(TROUBLE);
	}
}

static int
finish(int status)
{
	if (count_file != NULL && fclose(count_file) != 0)
		die("fault: count");
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WTERMSIG(status) == SIGKILL ? KILLED : 128 + WTERMSIG(status);
}

static int
trace(void)
{
	struct user_regs_struct r;
	unsigned long asked = 0;
	int inside = 0, sig = 0;
	int status;

	if (waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status))
		return TROUBLE;
	if (ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD |
	    PTRACE_O_EXITKILL) < 0)
		die("fault: options");
	if (wall >= 0 || ahead != 0)
		hide_vdso();
	for (;;) {
		if (ptrace(PTRACE_SYSCALL, child, 0, sig) < 0 &&
		    errno != ESRCH)
			die("fault: go on");
		if (waitpid(child, &status, 0) < 0)
			die("fault: wait");
		if (!WIFSTOPPED(status))
			return finish(status);
		sig = WSTOPSIG(status);
		if (sig != (SIGTRAP | 0x80))
			continue;
		sig = 0;
		get_regs(&r);
		inside = !inside;
		if (inside) {
			asked = r.orig_rax;
			enter(&r);
		} else {
			leave(&r, asked);
		}
	}
}

int
main(int argc, char **argv)
{
	char *end;
	int opt;

	while ((opt = getopt(argc, argv, "+t:a:k:e:c:m:")) != -1) {
		switch (opt) {
		case 't':
			wall = atoll(optarg);
			break;
		case 'a':
			ahead = atoll(optarg);
			break;
		case 'k':
			kill_at = strtoul(optarg, NULL, 10);
			break;
		case 'e':
			fail_at = strtoul(optarg, &end, 10);
			fail_with = *end == ':' ? atoi(end + 1) : 0;
			break;
		case 'c':
			count_file = fopen(optarg, "we");
			if (count_file == NULL)
				die(optarg);
			break;
		case 'm':
			memory_folder = optarg;
			break;
		default:
			return TROUBLE;
		}
	}
	if (optind >= argc || (fail_at != 0 && fail_with == 0))
		return TROUBLE;
	child = fork();
	if (child < 0)
		die("fault: fork");
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0)
			(void)execv(argv[optind], argv + optind);
		perror(argv[optind]);
		_exit(TROUBLE);
	}
	return trace();
}
