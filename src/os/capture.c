/* SPDX-License-Identifier: MIT */
/* A child's output: see capture.h. */
#include "os/capture.h"

#include <errno.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/fd.h"

static void
close_both(const int fd[2])
{
	(void)close(fd[0]);
	(void)close(fd[1]);
}

/* In the child: the pipes become descriptors 1 and 2. */
static int
be_child(int out, int errors)
{
	/* Above 2, or one could be closed by the other's dup2(2). */
	if (fd_to_null(0) < 0 || dup2(out, 1) < 0 || dup2(errors, 2) < 0)
		return -1;
	fd_close_from(3);
	return 0;
}

int
capture_fork(struct capture *c, struct err *e)
{
	int out[2], errors[2];

	if (fd_fill_stdio() < 0 || pipe(out) < 0)
		return err_set(e, "make", "a pipe", errno);
	if (pipe(errors) < 0) {
		err_set(e, "make", "a pipe", errno);
		close_both(out);
		return -1;
	}
	c->pid = fork();
	if (c->pid == 0)
		return be_child(out[1], errors[1]) < 0 ?
		    err_set(e, "redirect", "output", errno) : 0;
	(void)close(out[1]);
	(void)close(errors[1]);
	c->fd[0] = out[0];
	c->fd[1] = errors[0];
	if (c->pid > 0)
		return 1;
	err_set(e, "fork", NULL, errno);
	close_both(c->fd);
	return -1;
}

/* Whether FD may have more. */
static bool
take(int fd, struct sbuf *s)
{
	char text[1024];
	ssize_t n = read(fd, text, sizeof text);

	if (n > 0)
		sbuf_mem(s, text, (size_t)n);
	return n > 0 || (n < 0 && errno == EINTR);
}

int
capture_read(struct capture *c, struct sbuf *out, struct sbuf *errors,
    void (*more)(const void *arg, const char *out), const void *arg)
{
	struct pollfd p[2] = {
		{ .fd = c->fd[0], .events = POLLIN },
		{ .fd = c->fd[1], .events = POLLIN }
	};
	size_t len = out->len;
	int status;

	while (p[0].fd >= 0 || p[1].fd >= 0) {
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			break;
		if (p[0].revents != 0 && !take(p[0].fd, out))
			p[0].fd = -1;
		if (p[1].revents != 0 && !take(p[1].fd, errors))
			p[1].fd = -1;
		if (more != NULL && out->len > len)
			more(arg, out->buf);
		len = out->len;
	}
	close_both(c->fd);
	while (waitpid(c->pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
