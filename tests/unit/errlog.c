/* SPDX-License-Identifier: MIT */
/* The end of a backend that goes on writing to its stderr. */
#define _GNU_SOURCE
#include "net/errlog.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/unit.h"

/* N closes the pipe after a bounded number of reads, and does not wait. */
int
main(void)
{
	static struct errlog l = { .service = "test" };
	static const char line[512];
	int p[2], status = 0;
	pid_t pid;

	(void)fflush(stdout);
	CHECK_INT(pipe(p), 0);
	pid = fork();
	if (pid == 0) {
		(void)close(p[0]);
		/* Ends by SIGPIPE when N has closed it. */
		(void)alarm(60);
		while (write(p[1], line, sizeof line) > 0)
			;
		_exit(1);
	}
	(void)close(p[1]);
	l.fd = p[0];
	errlog_end(&l);
	CHECK_INT(l.fd, -1);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
	return unit_done();
}
