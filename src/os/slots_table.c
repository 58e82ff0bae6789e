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
#include "os/slots_share.h"

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

/* Allocates all pages now: a missing one would later cause a SIGBUS. */
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

bool
slots_is_free(struct slots *s, unsigned i)
{
	struct slots_record *r = &s->table->at[i];

	if (slots_holder(s->life_fd, i) != 0)
		return false;
	/* Unless it was asked, nobody waited for it, or it had finished. */
	if (r->phase == SLOTS_HANDSHAKE && r->asked)
		slots_stalled(s->table, r->peer, slots_now());
	r->phase = SLOTS_FREE;
	return true;
}

/* Place I has finished its handshake: it has a session or is gone. */
static void
settle(struct slots *s, unsigned i)
{
	if (!slots_is_free(s, i))
		s->table->at[i].phase = SLOTS_DONE;
}

unsigned long
slots_count(struct slots *s, uint64_t peer, unsigned long most, bool check)
{
	unsigned long n = 0;
	struct slots_record *r;
	unsigned i, asks;

	for (asks = 0; asks < 2; asks++) {
		n = 0;
		for (i = 0; i < s->sessions; i++) {
			r = &s->table->at[i];
			if (r->phase == SLOTS_FREE || i == s->index ||
			    (peer != 0 && r->peer != peer))
				continue;
			if (asks == 0 || !slots_is_free(s, i))
				n++;
		}
		if (n < most || !check)
			break;
	}
	return n;
}

void
slots_check(struct slots *s, enum slots_phase phase)
{
	unsigned i;

	for (i = 0; i < s->sessions; i++)
		if (s->table->at[i].phase == phase && i != s->index &&
		    slots_holder(s->early_fd, i) == 0)
			settle(s, i);
}

int
slots_ask(struct slots *s, unsigned want, uint64_t peer, unsigned long has)
{
	struct slots_record *r;
	pid_t pid;
	int i;

	while ((i = slots_whom(s->table, (unsigned)s->sessions, want, peer,
	    has, slots_now())) >= 0) {
		r = &s->table->at[i];
		pid = slots_holder(want == SLOTS_BIT_DONE ? s->life_fd :
		    s->early_fd, (unsigned)i);
		if (pid != 0) {
			/* A session may decide to stay: try another next. */
			r->asked = want != SLOTS_BIT_DONE;
			r->since_ms = r->asked ? r->since_ms : slots_now();
			/* Another process may have the pid by now: harmless. */
			(void)kill(pid, SIGURG);
			break;
		}
		settle(s, (unsigned)i);
	}
	return i;
}
