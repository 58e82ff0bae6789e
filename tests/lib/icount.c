/* SPDX-License-Identifier: MIT */
/*
 * A plugin of QEMU's user emulation: adds up the guest's instructions of a
 * process and of all that it forks, in a file that they share (16 bytes: the
 * sum and the number of processes that ended).  Debian has no header of the
 * plugin interface; what is used of its version 1 is declared here.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct qemu_plugin_tb;

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
    void (*cb)(uint64_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb,
    int add_u64, void *ptr, uint64_t imm);
void qemu_plugin_register_atexit_cb(uint64_t id,
    void (*cb)(uint64_t id, void *arg), void *arg);
int qemu_plugin_install(uint64_t id, const void *info, int argc,
    char **argv);

int qemu_plugin_version = 1;

static uint64_t count, *sum;

static void
on_block(uint64_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	qemu_plugin_register_vcpu_tb_exec_inline(tb, 0, &count,
	    qemu_plugin_tb_n_insns(tb));
}

static void
on_exit(uint64_t id, void *arg)
{
	(void)id;
	(void)arg;
	__atomic_add_fetch(&sum[0], count, __ATOMIC_SEQ_CST);
	__atomic_add_fetch(&sum[1], 1, __ATOMIC_SEQ_CST);
}

static void
on_fork(void)
{
	count = 0;
}

/* One argument, sum=PATH: 16 bytes, made by the caller. */
int
qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	const char *path;
	int fd;

	(void)info;
	if (argc != 1)
		return -1;
	path = strchr(argv[0], '=');
	path = path == NULL ? argv[0] : path + 1;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -1;
	sum = mmap(NULL, 2 * sizeof *sum, PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	(void)close(fd);
	if (sum == MAP_FAILED || pthread_atfork(NULL, NULL, on_fork) != 0)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
	qemu_plugin_register_atexit_cb(id, on_exit, NULL);
	return 0;
}
