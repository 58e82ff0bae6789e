/* SPDX-License-Identifier: MIT */
/*
 * A plugin of QEMU's user emulation: adds up the guest's instructions of a
 * process and of all that it forks, in a file that they share (the sum, the
 * number of processes that ended, and how often the instruction at each
 * address of interest ran; 8 bytes each).  Debian has no header of the plugin
 * interface; what is used of its version 1 is declared here.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct qemu_plugin_tb;
struct qemu_plugin_insn;

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
    void (*cb)(uint64_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb,
    int add_u64, void *ptr, uint64_t imm);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(
    const struct qemu_plugin_tb *tb, size_t idx);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
    int add_u64, void *ptr, uint64_t imm);
void qemu_plugin_register_atexit_cb(uint64_t id,
    void (*cb)(uint64_t id, void *arg), void *arg);
int qemu_plugin_install(uint64_t id, const void *info, int argc,
    char **argv);

int qemu_plugin_version = 1;

enum { PLACES = 32 };

static uint64_t count, *sum, at[PLACES], calls[PLACES];
static int places;

static void
on_block(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t i, n = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *insn;
	int j;

	(void)id;
	qemu_plugin_register_vcpu_tb_exec_inline(tb, 0, &count, n);
	for (i = 0; i < n && places > 0; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		for (j = 0; j < places; j++)
			if (qemu_plugin_insn_vaddr(insn) == at[j])
				qemu_plugin_register_vcpu_insn_exec_inline(
				    insn, 0, &calls[j], 1);
	}
}

static void
at_end(uint64_t id, void *arg)
{
	int j;

	(void)id;
	(void)arg;
	__atomic_add_fetch(&sum[0], count, __ATOMIC_SEQ_CST);
	__atomic_add_fetch(&sum[1], 1, __ATOMIC_SEQ_CST);
	for (j = 0; j < places; j++)
		__atomic_add_fetch(&sum[2 + j], calls[j], __ATOMIC_SEQ_CST);
}

static void
on_fork(void)
{
	count = 0;
	memset(calls, 0, sizeof calls);
}

/* sum=PATH, a file that the caller made long enough, then any number of
 * at=ADDRESS. */
int
qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	const char *path;
	int fd;

	(void)info;
	if (argc < 1 || argc > 1 + PLACES || strncmp(argv[0], "sum=", 4) != 0)
		return -1;
	path = argv[0] + 4;
	for (; places < argc - 1; places++) {
		if (strncmp(argv[1 + places], "at=", 3) != 0)
			return -1;
		at[places] = strtoull(argv[1 + places] + 3, NULL, 0);
	}
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -1;
	sum = mmap(NULL, (2 + PLACES) * sizeof *sum, PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	(void)close(fd);
	if (sum == MAP_FAILED || pthread_atfork(NULL, NULL, on_fork) != 0)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
	qemu_plugin_register_atexit_cb(id, at_end, NULL);
	return 0;
}
