/* SPDX-License-Identifier: MIT */
/* What a descriptor is, and the ways to change it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "lib/child.h"
#include "lib/unit.h"
#include "os/fd.h"

static bool
is_null(int fd)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat("/dev/null", &b) == 0 &&
	    S_ISCHR(a.st_mode) && a.st_rdev == b.st_rdev;
}

static bool
is_cloexec(int fd)
{
	return (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
}

static void
test_kinds(void)
{
	int p[2], s[2], tcp;

	if (!CHECK(pipe(p) == 0) ||
	    !CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0))
		return;
	tcp = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!fd_is_socket(p[0]));
	CHECK(fd_is_socket(s[0]));
	CHECK(fd_is_socket(tcp));
	CHECK(!fd_is_socket(-1));
	CHECK(!fd_is_listener(p[0]));
	CHECK(!fd_is_listener(s[0]));
	CHECK(!fd_is_listener(-1));
	CHECK(!fd_is_listener(tcp));
	/* Linux gives an unbound socket a port of its own. */
	CHECK_INT(listen(tcp, 1), 0);
	CHECK(fd_is_listener(tcp));
	CHECK(fd_is_socket(tcp));

	CHECK_INT(fcntl(p[0], F_GETFL) & O_NONBLOCK, 0);
	CHECK_INT(fd_nonblock(p[0]), 0);
	CHECK((fcntl(p[0], F_GETFL) & O_NONBLOCK) != 0);
	CHECK_INT(fcntl(p[0], F_GETFL) & O_ACCMODE, O_RDONLY);
	CHECK_INT(fd_nonblock(-1), -1);
	CHECK(!is_cloexec(p[0]));
	CHECK_INT(fd_cloexec(p[0]), 0);
	CHECK(is_cloexec(p[0]));
	CHECK_INT(fd_cloexec(-1), -1);

	CHECK_INT(fd_to_null(s[0]), 0);
	CHECK(is_null(s[0]));
	CHECK(!fd_is_socket(s[0]));
	(void)close(s[0]);
	(void)close(s[1]);
	(void)close(p[0]);
	(void)close(p[1]);
	(void)close(tcp);
}

/* With nothing on 0 to 2 all three become /dev/null, and nothing else. */
static void
fills_all(void)
{
	struct stat st;
	int fd;

	for (fd = 0; fd <= 2; fd++)
		(void)close(fd);
	MUST(fd_fill_stdio() == 0);
	for (fd = 0; fd <= 2; fd++)
		MUST(is_null(fd));
	fd = open("/", O_RDONLY);
	MUST(fd > 2);
	MUST(fstat(fd, &st) == 0);
}

/* What is open stays what it is. */
static void
fills_one(void)
{
	int s[2];

	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	MUST(dup2(s[0], 0) == 0 && dup2(s[1], 2) == 2);
	(void)close(1);
	MUST(fd_fill_stdio() == 0);
	MUST(fd_is_socket(0) && fd_is_socket(2));
	MUST(is_null(1));
	MUST(!is_cloexec(1));
}

/* No descriptor from FIRST on survives an exec, up to high numbers. */
static void
closes_from(void)
{
	int low = dup(1), high = fcntl(1, F_DUPFD, 700);

	MUST(low > 2 && high >= 700);
	MUST(!is_cloexec(low) && !is_cloexec(high));
	fd_cloexec_from(low);
	MUST(is_cloexec(low) && is_cloexec(high));
	MUST(!is_cloexec(0) && !is_cloexec(1) && !is_cloexec(2));
}

/* Nothing from FIRST on is open any more, up to high numbers. */
static void
closes_all(void)
{
	int low = dup(1), high = fcntl(1, F_DUPFD, 700);
	int fd;

	MUST(low > 2 && high >= 700);
	/* What the test itself still needs stands below. */
	child_says = dup2(child_says, 3);
	fd_close_from(4);
	MUST(fcntl(high, F_GETFD) < 0);
	for (fd = 4; fd < 800; fd++)
		MUST(fcntl(fd, F_GETFD) < 0);
	MUST(fcntl(1, F_GETFD) >= 0 && fcntl(3, F_GETFD) >= 0);
}

int
main(void)
{
	test_kinds();
	CHECK_INT(child_run(fills_all), 0);
	CHECK_INT(child_run(fills_one), 0);
	CHECK_INT(child_run(closes_from), 0);
	CHECK_INT(child_run(closes_all), 0);
	return unit_done();
}
