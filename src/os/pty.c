/* SPDX-License-Identifier: MIT */
/* Pseudo-terminals: see pty.h, pts(4) and ioctl_tty(2). */
#define _GNU_SOURCE
#include "os/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sbuf.h"

/* ioctl(2) of glibc and of musl disagree about the sign of REQUEST. */
static long
control(int fd, unsigned long request, void *arg)
{
	return syscall(SYS_ioctl, fd, request, arg);
}

int
pty_open(int fd[2])
{
	int unlock = 0;
	char name[32];
	struct sbuf s;
	unsigned number;
	int why;

	fd[1] = -1;
	fd[0] = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd[0] < 0)
		return -1;
	if (control(fd[0], TIOCSPTLCK, &unlock) == 0 &&
	    control(fd[0], TIOCGPTN, &number) == 0) {
		sbuf_init(&s, name, sizeof name);
		sbuf_str(&s, "/dev/pts/");
		sbuf_dec(&s, number);
		fd[1] = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	}
	if (fd[1] >= 0)
		return 0;
	why = errno;
	(void)close(fd[0]);
	errno = why;
	return -1;
}

int
pty_control(int tty)
{
	(void)setsid();
	return control(tty, TIOCSCTTY, NULL) < 0 ? -1 : 0;
}
