/* SPDX-License-Identifier: MIT */
/*
 * The system call filter: what the network process needs goes on working,
 * anything else is death.  Whether this kernel has filters is asked of it
 * first; where it has none (qemu-user), sandbox_enter(-1) has to say so.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/clock.h"
#include "base/rng.h"
#include "lib/child.h"
#include "lib/unit.h"
#include "os/sandbox.h"

static bool has_filters;
static int passing = -1;
static int data[2];
static unsigned char *page;

static void
enter(void)
{
	MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	MUST(sandbox_enter(passing) == (has_filters ? 1 : 0));
}

static void
works(void)
{
	struct pollfd p = { .fd = data[0], .events = POLLIN };
	int64_t began = clock_ms();
	struct msghdr m;
	char buf[8];
	pid_t pid = fork();

	if (pid == 0)
		_exit(7);
	enter();
	MUST(send(data[1], "ab", 2, MSG_NOSIGNAL | MSG_DONTWAIT) == 2);
	MUST(poll(&p, 1, 1000) == 1);
	MUST(recv(data[0], buf, 1, MSG_DONTWAIT) == 1);
	MUST(read(data[0], buf, sizeof buf) == 1);
	MUST(write(data[1], "c", 1) == 1);
	MUST(shutdown(data[1], SHUT_WR) == 0);
	MUST(close(data[1]) == 0);
	MUST(poll(NULL, 0, 20) == 0);
	MUST(clock_ms() - began >= 20);
	MUST(time(NULL) > 0);
	MUST(rng_fill(buf, sizeof buf) == 0);
	if (passing >= 0) {
		memset(&m, 0, sizeof m);
		MUST(recvmsg(data[0], &m, MSG_DONTWAIT) == 0);
	}
	MUST(madvise(page, 4096, MADV_DONTNEED) == 0);
	MUST(page[0] == 0);
	MUST(waitpid(pid, NULL, 0) == pid);
}

/* The interrupted poll of a stopped process goes on by itself. */
static void
goes_on_after_a_stop(void)
{
	pid_t me = getpid(), pid = fork();

	if (pid == 0) {
		(void)poll(NULL, 0, 50);
		(void)kill(me, SIGSTOP);
		(void)poll(NULL, 0, 50);
		(void)kill(me, SIGCONT);
		_exit(0);
	}
	enter();
	MUST(poll(NULL, 0, 300) == 0 || errno == EINTR);
	MUST(waitpid(pid, NULL, 0) == pid);
}

static void
opens(void)
{
	enter();
	(void)open("/dev/null", O_RDONLY);
}

static void
makes_socket(void)
{
	enter();
	(void)socket(AF_INET, SOCK_STREAM, 0);
}

static void
accepts(void)
{
	enter();
	(void)accept(data[0], NULL, NULL);
}

static void
executes(void)
{
	static char name[] = "true";
	char *argv[] = { name, NULL };

	enter();
	(void)execve("/bin/true", argv, argv + 1);
}

static void
kills(void)
{
	pid_t me = getpid();

	enter();
	(void)kill(me, 0);
}

static void
forks(void)
{
	enter();
	if (fork() == 0)
		_exit(0);
}

static void
changes_user(void)
{
	enter();
	(void)syscall(SYS_setuid, 0);
}

static void
maps_code(void)
{
	enter();
	(void)mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static void
lifts_filter(void)
{
	enter();
	(void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void
traces(void)
{
	enter();
	(void)syscall(SYS_ptrace, 16, 1, 0, 0);
}

static void
connects(void)
{
	enter();
	(void)connect(data[0], NULL, 0);
}

static void
passes_descriptors(void)
{
	struct msghdr m;

	memset(&m, 0, sizeof m);
	enter();
	(void)recvmsg(data[0], &m, MSG_DONTWAIT);
}

/* With the right to be passed some on data[0]: not on another socket. */
static void
passes_elsewhere(void)
{
	struct msghdr m;

	memset(&m, 0, sizeof m);
	passing = data[0];
	enter();
	(void)recvmsg(data[1], &m, MSG_DONTWAIT);
}

static void
passes_on(void)
{
	struct msghdr m;

	memset(&m, 0, sizeof m);
	passing = data[0];
	enter();
	(void)sendmsg(data[0], &m, MSG_DONTWAIT);
}

static void
opens_though_it_is_passed(void)
{
	passing = data[0];
	opens();
}

static void
sends_to_an_address(void)
{
	passing = data[0];
	enter();
	(void)sendto(data[0], "x", 1, 0, (struct sockaddr *)page, 8);
}

/* What is allowed otherwise still is, and recvmsg(2) on that one socket. */
static void
is_passed(void)
{
	passing = data[0];
	works();
}

#if defined(__x86_64__)
/* read(2) by its number in another ABI of the same machine. */
static void
other_abi(void)
{
	enter();
	(void)syscall(0x40000000L | SYS_read, 0, NULL, 0);
}

/* read(2) of i386, whose number is that of close(2), which N may use. */
static void
calls_old_abi(void)
{
	long rc = 3;

	__asm__ volatile ("int $0x80" : "+a"(rc) : "b"(-1), "c"(0), "d"(0)
	    : "memory", "r8", "r9", "r10", "r11");
}

static void
old_abi(void)
{
	enter();
	calls_old_abi();
}

/* What ends it: where the kernel lacks that ABI it is a fault in any case. */
static int
end_of(void (*fn)(void))
{
	return fn == old_abi && child_run(calls_old_abi) == -SIGSEGV ?
	    -SIGSEGV : -SIGSYS;
}
#else
static int
end_of(void (*fn)(void))
{
	(void)fn;
	return -SIGSYS;
}
#endif

static const struct {
	const char *what;
	void (*fn)(void);
} forbidden[] = {
	{ "open", opens }, { "socket", makes_socket }, { "accept", accepts },
	{ "connect", connects }, { "execve", executes }, { "kill", kills },
	{ "fork", forks }, { "setuid", changes_user },
	{ "mprotect", maps_code }, { "prctl", lifts_filter },
	{ "ptrace", traces }, { "recvmsg", passes_descriptors },
	{ "recvmsg elsewhere", passes_elsewhere }, { "sendmsg", passes_on },
	{ "open, passing", opens_though_it_is_passed },
	{ "sendto an address", sends_to_an_address },
#if defined(__x86_64__)
	{ "the x32 ABI", other_abi },
	{ "the i386 ABI", old_abi },
#endif
};

/* Without no_new_privs an ordinary user gets no filter: an error. */
static void
needs_no_new_privs(void)
{
	MUST(setgid(65534) == 0 && setuid(65534) == 0);
	MUST(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
	if (has_filters)
		MUST(sandbox_enter(-1) == -1 && errno == EACCES);
	else
		MUST(sandbox_enter(-1) == 0);
}

int
main(void)
{
	size_t i;

	has_filters = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
#if defined(__x86_64__)
	/* Tests of this architecture never run emulated. */
	CHECK(has_filters);
#endif
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!CHECK(page != MAP_FAILED) ||
	    !CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, data) == 0))
		return unit_done();
	page[0] = 1;
	CHECK_INT(child_run(works), 0);
	(void)close(data[0]);
	(void)close(data[1]);
	CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, data), 0);
	CHECK_INT(child_run(is_passed), 0);
	CHECK_INT(child_run(goes_on_after_a_stop), 0);
	if (CHECK_INT(geteuid(), 0))
		CHECK_INT(child_run(needs_no_new_privs), 0);
	for (i = 0; has_filters &&
	    i < sizeof forbidden / sizeof forbidden[0]; i++)
		if (!CHECK_INT(child_run(forbidden[i].fn),
		    end_of(forbidden[i].fn)))
			printf("\t%s\n", forbidden[i].what);
	return unit_done();
}
