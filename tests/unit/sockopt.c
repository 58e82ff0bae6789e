/* SPDX-License-Identifier: MIT */
/* Socket options by name: what is read is what the kernel then has. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/unit.h"
#include "os/sockopt.h"

static const char *const goods[] = {
	"l:TCP_NODELAY=1", "r:TCP_NODELAY=0", "a:SO_REUSEADDR=1",
	"l:SO_DEBUG=0", "l:SO_DONTROUTE=0", "l:SO_KEEPALIVE=1",
	"l:SO_LINGER=1:60", "l:SO_LINGER=0", "l:SO_OOBINLINE=0",
	"l:SO_RCVBUF=2147483647", "l:SO_SNDBUF=1", "l:SO_RCVLOWAT=1",
	"l:SO_SNDLOWAT=1", "l:SO_RCVTIMEO=5:1", "l:SO_SNDTIMEO=5",
	"l:SO_BINDTODEVICE=lo", "l:IP_TOS=16", "l:IP_TTL=64",
	"l:TCP_MAXSEG=1400"
};

static const char *const bads[] = {
	"", "l", "l:", "l:TCP_NODELAY", "TCP_NODELAY=1", "x:TCP_NODELAY=1",
	"lTCP_NODELAY=1", "l:=1", "l:TCP_NODELA=1", "l:TCP_NODELAYS=1",
	"l:tcp_nodelay=1", "l:TCP_NODELAY=", "l:TCP_NODELAY=-1",
	"l:TCP_NODELAY=1 ", "l:TCP_NODELAY=1:2", "l:TCP_NODELAY=2147483648",
	"l:SO_LINGER=", "l:SO_LINGER=:", "l:SO_LINGER=1:", "l:SO_LINGER=1:2:3",
	"l:SO_RCVTIMEO=99999999999", "l:SO_BINDTODEVICE=",
	"l:SO_BINDTODEVICE=0123456789abcdef"
};

static int
get(int fd, int level, int option)
{
	int value = -1;
	socklen_t len = sizeof value;

	CHECK_INT(getsockopt(fd, level, option, &value, &len), 0);
	return value;
}

static void
test_apply(void)
{
	static const char *const list[SOCKOPT_MAX] = {
		"l:TCP_NODELAY=1", "r:SO_KEEPALIVE=1", "l:SO_LINGER=1:60",
		"l:SO_RCVTIMEO=0:200000", "a:SO_REUSEADDR=1", "l:IP_TTL=33"
	};
	static const char *const wrong[SOCKOPT_MAX] = {
		"l:IP_TTL=256"
	};
	struct linger linger;
	socklen_t len = sizeof linger;
	struct err e;
	int fd = socket(AF_INET, SOCK_STREAM, 0), unix_fd[2];
	int64_t began;

	(void)alarm(30);
	err_clear(&e);
	CHECK_INT(sockopt_apply(fd, 'l', list, &e), 0);
	CHECK_INT(get(fd, IPPROTO_TCP, TCP_NODELAY), 1);
	CHECK_INT(get(fd, IPPROTO_IP, IP_TTL), 33);
	CHECK_INT(get(fd, SOL_SOCKET, SO_KEEPALIVE), 0);
	CHECK_INT(get(fd, SOL_SOCKET, SO_REUSEADDR), 0);
	CHECK_INT(getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &len), 0);
	CHECK_INT(linger.l_onoff, 1);
	CHECK_INT(linger.l_linger, 60);
	CHECK_INT(sockopt_apply(fd, 'r', list, &e), 0);
	CHECK_INT(get(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
	CHECK_INT(sockopt_apply(fd, 'a', list, &e), 0);
	CHECK_INT(get(fd, SOL_SOCKET, SO_REUSEADDR), 1);
	CHECK_STR(e.text, "");
	CHECK_INT(sockopt_apply(fd, 'l', wrong, &e), -1);
	CHECK(strncmp(e.text, "l:IP_TTL=256: ", 14) == 0);

	/* A unix socket has no TCP: nothing to do, and no complaint. */
	err_clear(&e);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, unix_fd) == 0);
	CHECK_INT(sockopt_apply(unix_fd[0], 'l', list, &e), 0);
	CHECK_INT(sockopt_apply(unix_fd[0], 'r', list, &e), 0);
	CHECK_INT(get(unix_fd[0], SOL_SOCKET, SO_KEEPALIVE), 1);
	/* By what it does: qemu-user cannot tell the value. */
	began = clock_ms();
	CHECK_INT(recv(unix_fd[0], &linger, sizeof linger, 0), -1);
	CHECK(clock_ms() - began >= 190);
	CHECK(clock_ms() - began < 5000);
}

int
main(void)
{
	struct err e;
	size_t i;

	for (i = 0; i < sizeof goods / sizeof goods[0]; i++) {
		err_clear(&e);
		if (!CHECK_INT(sockopt_check(goods[i], &e), 0))
			printf("\t%s\n", e.text);
	}
	for (i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		err_clear(&e);
		if (!CHECK_INT(sockopt_check(bads[i], &e), -1))
			printf("\t%s\n", bads[i]);
		CHECK(strncmp(e.text, bads[i], strlen(bads[i])) == 0);
	}
	test_apply();
	return unit_done();
}
