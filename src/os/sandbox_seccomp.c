/* SPDX-License-Identifier: MIT */
/* A seccomp(2) allow list: see sandbox.h. */
#define _GNU_SOURCE
#include "os/sandbox.h"

#include <errno.h>
#include <stddef.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define ARCH AUDIT_ARCH_ARM
#elif defined(__riscv)
#define ARCH AUDIT_ARCH_RISCV64
#elif defined(__mips__) && defined(__MIPSEB__)
#define ARCH AUDIT_ARCH_MIPS
#elif defined(__mips__)
#define ARCH AUDIT_ARCH_MIPSEL
#else
#error "name this architecture here or set SANDBOX = none in board.mk"
#endif

#define NO_DESCRIPTOR 0xffffffffU	/* -1 as LOAD_FD loads it */

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
	offsetof(struct seccomp_data, field))
#define LOAD_SECOND_HALF(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
	offsetof(struct seccomp_data, field) + 4)
/* The half of an argument that holds a descriptor. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LOAD_FD LOAD_SECOND_HALF
#else
#define LOAD_FD LOAD
#endif
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
/* If the loaded number is NR, the next row decides, else it is skipped. */
#define ALLOW(nr) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 1), \
	RETURN(SECCOMP_RET_ALLOW)

static const struct sock_filter rows[] = {
	/* Call numbers of another ABI mean other calls: refuse all of them. */
	LOAD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
	RETURN(SECCOMP_RET_KILL_PROCESS),
	LOAD(nr),
	/* bytes: the client, the control socket, the backend, the log */
	ALLOW(SYS_read),
	ALLOW(SYS_write),
#ifdef SYS_recv
	ALLOW(SYS_recv),
#endif
#ifdef SYS_send
	ALLOW(SYS_send),
#endif
	ALLOW(SYS_recvfrom),
	ALLOW(SYS_shutdown),
	ALLOW(SYS_close),
	/* waiting */
#ifdef SYS_poll
	ALLOW(SYS_poll),
#endif
	ALLOW(SYS_ppoll),
#ifdef SYS_ppoll_time64
	ALLOW(SYS_ppoll_time64),
#endif
	ALLOW(SYS_wait4),
	ALLOW(SYS_restart_syscall),
	ALLOW(SYS_rt_sigreturn),
	/* time, if the vDSO has none */
#ifdef SYS_clock_gettime
	ALLOW(SYS_clock_gettime),
#endif
#ifdef SYS_clock_gettime32	/* musl's name of the 32-bit one */
	ALLOW(SYS_clock_gettime32),
#endif
#ifdef SYS_clock_gettime64
	ALLOW(SYS_clock_gettime64),
#endif
	/* random numbers; returning memory to the kernel; exit */
	ALLOW(SYS_getrandom),
	ALLOW(SYS_madvise),
	ALLOW(SYS_exit),
	ALLOW(SYS_exit_group),
	/*
	 * Without an address only (both halves 0): the log's datagram socket
	 * could reach every abstract unix socket of the machine.
	 */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendto, 0, 6),
	LOAD(args[4]),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2),
	LOAD_SECOND_HALF(args[4]),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
	RETURN(SECCOMP_RET_KILL_PROCESS),
	RETURN(SECCOMP_RET_ALLOW),
	/* The backend's descriptor, from the key process only. */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_recvmsg, 0, 3),
	LOAD_FD(args[0]),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NO_DESCRIPTOR, 0, 1),
	RETURN(SECCOMP_RET_ALLOW),
	RETURN(SECCOMP_RET_KILL_PROCESS)
};

enum {
	ROWS = sizeof rows / sizeof rows[0],
	PASSING_ROW = ROWS - 3		/* the one with NO_DESCRIPTOR */
};

int
sandbox_enter(int passing)
{
	struct sock_filter own[ROWS];
	const struct sock_fprog prog = { .len = ROWS, .filter = own };

	memcpy(own, rows, sizeof rows);
	own[PASSING_ROW].k = (unsigned)passing;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0) == 0)
		return 1;
	/* EINVAL: a kernel built without CONFIG_SECCOMP_FILTER. */
	return errno == EINVAL || errno == ENOSYS ? 0 : -1;
}
