/* SPDX-License-Identifier: MIT */
/* Opening the files of os/slots.h, and the default limits. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "os/dir.h"
#include "os/slots.h"

enum {
	HANDSHAKES_MAX = 64,
	PER_IP_MIN = 8
};

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static void
fill_defaults(struct slots *s)
{
	struct sysinfo info;
	unsigned long mb = 0;

	if (s->sessions == 0) {
		if (sysinfo(&info) == 0)
			mb = (unsigned long)((uint64_t)info.totalram *
			    info.mem_unit >> 20);
		s->sessions = mb < SLOTS_MB_MIN ? SLOTS_MB_MIN :
		    mb > SLOTS_MB_MAX ? SLOTS_MB_MAX : mb;
	}
	if (s->handshakes == 0)
		s->handshakes = s->sessions >= 2 * HANDSHAKES_MAX ?
		    HANDSHAKES_MAX : (s->sessions + 1) / 2;
	if (s->per_ip == 0)
		s->per_ip = s->sessions / 4 < PER_IP_MIN ? PER_IP_MIN :
		    s->sessions / 4;
}

static int
open_in(int folder, const char *name, int mode, struct err *e)
{
	int fd = openat(folder, name, mode | O_CREAT | O_NOFOLLOW |
	    O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);

	if (fd < 0)
		err_set(e, "open", name, errno);
	return fd;
}

int
slots_open(struct slots *s, const char *folder, struct err *e)
{
	int dir = dir_own(folder, e);

	s->index = SLOTS_MAX;
	s->life_fd = s->early_fd = s->table_fd = -1;
	fill_defaults(s);
	if (dir < 0)
		return -1;
	if ((s->life_fd = open_in(dir, "sessions", O_RDONLY, e)) < 0 ||
	    (s->early_fd = open_in(dir, "unfinished", O_RDONLY, e)) < 0 ||
	    (s->table_fd = open_in(dir, "table", O_RDWR, e)) < 0) {
		close_fd(&s->life_fd);
		close_fd(&s->early_fd);
		close_fd(&s->table_fd);
	}
	(void)close(dir);
	return s->table_fd < 0 ? -1 : 0;
}
