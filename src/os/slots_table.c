/* SPDX-License-Identifier: MIT */
/* The table of places: see slots_table.h, fcntl(2) and flock(2). */
#define _GNU_SOURCE
#include "os/slots_table.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

uint32_t
slots_now(void)
{
	return (uint32_t)clock_ms();
}

pid_t
slots_holder(int fd, unsigned at)
{
	struct flock l;

	memset(&l, 0, sizeof l);
	l.l_type = F_WRLCK;
	l.l_start = (off_t)at;
	l.l_len = 1;
	if (fcntl(fd, F_GETLK, &l) < 0 || l.l_type == F_UNLCK)
		return 0;
	return l.l_pid > 0 ? l.l_pid : -1;
}

void
slots_hold(int fd, unsigned at, short type)
{
	struct flock l;

	memset(&l, 0, sizeof l);
	l.l_type = type;
	l.l_start = (off_t)at;
	l.l_len = 1;
	(void)fcntl(fd, F_SETLK, &l);
}

static size_t
table_len(const struct slots *s)
{
	return sizeof *s->table + s->sessions * sizeof s->table->at[0];
}

bool
slots_lock(const struct slots *s)
{
	int rc;

	do
		rc = flock(s->table_fd, LOCK_EX);
	while (rc < 0 && errno == EINTR);
	return rc == 0;
}

void
slots_unlock(const struct slots *s)
{
	(void)flock(s->table_fd, LOCK_UN);
}

/* A page that is found missing later would be a SIGBUS: all are made now. */
static int
grow(int fd, off_t len)
{
	int rc = posix_fallocate(fd, 0, len);

	return rc == EOPNOTSUPP ? ftruncate(fd, len) : rc;
}

int
slots_map(struct slots *s)
{
	size_t len = table_len(s);
	struct stat st;
	void *p = MAP_FAILED;

	if (!slots_lock(s))
		return -1;
	if (fstat(s->table_fd, &st) == 0 && ((size_t)st.st_size >= len ||
	    grow(s->table_fd, (off_t)len) == 0))
		p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED,
		    s->table_fd, 0);
	if (p == MAP_FAILED) {
		slots_unlock(s);
		return -1;
	}
	s->table = p;
	return 0;
}

void
slots_unmap(struct slots *s)
{
	(void)munmap(s->table, table_len(s));
	s->table = NULL;
	slots_unlock(s);
}

unsigned long
slots_count(struct slots *s, enum slots_phase phase, uint64_t peer,
    unsigned long most)
{
	int fd = phase == SLOTS_HANDSHAKE ? s->early_fd : s->life_fd;
	unsigned long n = 0;
	struct slots_record *r;
	unsigned i, asks;

	for (asks = 0; asks < 2; asks++) {
		n = 0;
		for (i = 0; i < s->sessions; i++) {
			r = &s->table->at[i];
			if (r->phase == SLOTS_FREE || i == s->index ||
			    (phase != SLOTS_FREE && r->phase != phase) ||
			    (peer != 0 && r->peer != peer))
				continue;
			if (asks > 0 && slots_holder(fd, i) == 0)
				r->phase = phase == SLOTS_FREE ? SLOTS_FREE :
				    SLOTS_DONE;
			else
				n++;
		}
		if (n < most)
			break;
	}
	return n;
}

static int
oldest(const struct slots *s, enum slots_phase phase, uint64_t peer)
{
	uint32_t now = slots_now();
	const struct slots_record *r;
	int32_t age, best_age = 0;
	int best = -1;
	unsigned i;

	for (i = 0; i < s->sessions; i++) {
		r = &s->table->at[i];
		age = (int32_t)(now - r->since_ms);
		if (r->phase != phase || i == s->index ||
		    (peer != 0 && r->peer != peer) ||
		    (best >= 0 && age <= best_age))
			continue;
		best = (int)i;
		best_age = age;
	}
	return best;
}

int
slots_ask(struct slots *s, enum slots_phase phase, uint64_t peer)
{
	pid_t pid;
	int i;

	while ((i = oldest(s, phase, peer)) >= 0) {
		pid = slots_holder(s->early_fd, (unsigned)i);
		/*
		 * If it stays, the others are asked before it is again, also
		 * those that came in the same millisecond.
		 */
		s->table->at[i].since_ms = slots_now() + 1;
		/* It may be gone by now, and another: it will not mind. */
		if (pid > 0 && kill(pid, SIGURG) == 0)
			break;
		s->table->at[i].phase = SLOTS_DONE;
	}
	return i;
}
