/* SPDX-License-Identifier: MIT */
/* Where to connect to, and connecting: real sockets of this machine. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/unit.h"
#include "os/addr.h"
#include "os/dial.h"

static const struct {
	const char *text, *host, *port;
} goods[] = {
	{ "143", "127.0.0.1", "143" }, { ":143", "127.0.0.1", "143" },
	{ "192.0.2.1:65535", "192.0.2.1", "65535" },
	{ "localhost:1", "127.0.0.1", "1" },
	{ "LOCALHOST:1", "127.0.0.1", "1" },
	{ "[::1]:143", "::1", "143" }, { "::1:143", "::1", "143" },
	{ "[2001:db8::2]:993", "2001:db8::2", "993" },
	{ "[::ffff:192.0.2.1]:143", "192.0.2.1", "143" },
	{ "[fe80::1%lo]:143", "fe80::1%lo", "143" },
	{ "127.0.0.1:imaps", "127.0.0.1", "993" },
	{ "pop3s", "127.0.0.1", "995" }
};

static const char *const bads[] = {
	"", ":", "143:", "localhost:", "[::1]", "[::1:143", "0", "65536",
	"-1", "1 ", "x:1", "256.0.0.1:1", "127.1:1", "[]:1", "::g:1",
	"fe80::1%none9:1", "localhost:nothing-like-it", "[127.0.0.1]:1:1",
	"mail.example.org:143"
};

static void
test_parse(void)
{
	struct sockaddr_un *un;
	char path[200];
	struct addr a;
	struct dial d;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof goods / sizeof goods[0]; i++) {
		err_clear(&e);
		if (!CHECK_INT(dial_parse(goods[i].text, &d, &e), 0))
			printf("\t%s: %s\n", goods[i].text, e.text);
		addr_of(&d.at, &a);
		CHECK_STR(a.host, goods[i].host);
		CHECK_STR(a.port, goods[i].port);
		CHECK(!dial_is_unix(&d));
	}
	for (i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		err_clear(&e);
		if (!CHECK_INT(dial_parse(bads[i], &d, &e), -1))
			printf("\t%s\n", bads[i]);
		CHECK(strncmp(e.text, bads[i], strlen(bads[i])) == 0);
	}
	err_clear(&e);
	CHECK_INT(dial_parse("/run/imap", &d, &e), 0);
	CHECK(dial_is_unix(&d));
	un = (struct sockaddr_un *)(void *)&d.at;
	CHECK_STR(un->sun_path, "/run/imap");
	memset(path, '/', sizeof path);
	path[107] = '\0';
	CHECK_INT(dial_parse(path, &d, &e), 0);
	path[107] = '/';
	path[108] = '\0';
	CHECK_INT(dial_parse(path, &d, &e), -1);
}

static void
test_source(void)
{
	struct dial to, from;
	struct err e;

	err_clear(&e);
	CHECK_INT(dial_parse("127.0.0.1:1", &to, &e), 0);
	CHECK_INT(dial_source("127.0.0.9", &to, &from, &e), 0);
	CHECK_INT(dial_source("::1", &to, &from, &e), -1);
	CHECK_STR(e.text, "::1: must be of the same address family "
	    "as the server");
	err_clear(&e);
	CHECK_INT(dial_source("", &to, &from, &e), -1);
	CHECK_INT(dial_source("nowhere.example", &to, &from, &e), -1);
	CHECK_INT(dial_parse("/run/imap", &to, &e), 0);
	CHECK_INT(dial_source("127.0.0.1", &to, &from, &e), -1);
}

/* A listening socket on a port of its own, with room for QUEUE. */
static int
listen_on(struct dial *d, int queue)
{
	int fd;

	d->len = sizeof d->at;
	memset(&d->at, 0, sizeof d->at);
	((struct sockaddr_in *)(void *)&d->at)->sin_family = AF_INET;
	((struct sockaddr_in *)(void *)&d->at)->sin_addr.s_addr =
	    htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&d->at,
	    sizeof(struct sockaddr_in)) == 0 && listen(fd, queue) == 0);
	CHECK_INT(getsockname(fd, (struct sockaddr *)&d->at, &d->len), 0);
	return fd;
}

static int
connect_in(const struct dial *to, const struct dial *from, int ms)
{
	int fd = dial_socket(to, from);

	if (fd < 0)
		return -1;
	if (dial_connect(fd, to, ms) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static void
on_signal(int sig)
{
	(void)sig;
}

static void
test_connect(void)
{
	struct dial to, from;
	struct addr a;
	struct err e;
	int64_t began;
	pid_t pid, me = getpid();
	int l, fd, more[3], i;

	memset(&from, 0, sizeof from);
	l = listen_on(&to, 5);
	fd = connect_in(&to, &from, 1000);
	CHECK(fd >= 0);
	(void)close(fd);
	err_clear(&e);
	CHECK_INT(dial_source("127.0.0.9", &to, &from, &e), 0);
	fd = connect_in(&to, &from, 1000);
	addr_of_local(fd, &a);
	CHECK_STR(a.host, "127.0.0.9");
	(void)close(fd);
	(void)close(l);
	memset(&from, 0, sizeof from);
	CHECK_INT(connect_in(&to, &from, 1000), -1);
	CHECK_INT(errno, ECONNREFUSED);

	/* A full queue: the time, also when signals come in between. */
	l = listen_on(&to, 0);
	for (i = 0; i < 3; i++)
		more[i] = connect_in(&to, &from, 50);
	(void)signal(SIGUSR1, on_signal);
	pid = fork();
	if (pid == 0) {
		for (i = 0; i < 4; i++) {
			(void)usleep(100000);
			(void)kill(me, SIGUSR1);
		}
		_exit(0);
	}
	began = clock_ms();
	CHECK_INT(connect_in(&to, &from, 300), -1);
	CHECK_INT(errno, ETIMEDOUT);
	CHECK(clock_ms() - began >= 280);
	CHECK(clock_ms() - began < 2000);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	for (i = 0; i < 3; i++)
		(void)close(more[i]);
	(void)close(l);
}

int
main(void)
{
	(void)alarm(60);
	test_parse();
	test_source();
	test_connect();
	return unit_done();
}
