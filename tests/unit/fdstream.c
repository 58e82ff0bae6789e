/* SPDX-License-Identifier: MIT */
/* A socket as a stream: AGAIN, EOF, GONE, and the end of one direction. */
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "lib/tcp_pair.h"
#include "lib/unit.h"
#include "os/fdstream.h"

static unsigned char big[65536];

/* Closes FD so that the other end sees a reset. */
static void
reset(int fd)
{
	static const struct linger now = { 1, 0 };

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	(void)close(fd);
}

/* Each call on a blocking descriptor returns at once. */
static void
test_bytes(int fd[2], enum fdstream_kind kind)
{
	struct fdstream fs;
	struct stream *s = &fs.stream;
	char buf[16];
	long n, sum = 0;
	int writes = 0;

	fdstream_init(&fs, fd[0], kind);
	CHECK_INT(s->want, STREAM_WANT_NONE);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_AGAIN);
	CHECK_INT(s->want, STREAM_WANT_READ);
	CHECK_INT(send(fd[1], "hello", 5, 0), 5);
	CHECK_INT(s->read(s->self, buf, 3), 3);
	CHECK_MEM(buf, 3, "hel", 3);
	CHECK_INT(s->read(s->self, buf, sizeof buf), 2);
	CHECK_MEM(buf, 2, "lo", 2);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_AGAIN);

	CHECK_INT(s->write(s->self, "world", 5), 5);
	CHECK_INT(recv(fd[1], buf, sizeof buf, 0), 5);
	CHECK_MEM(buf, 5, "world", 5);
	/* Until the other side's room is full. */
	while ((n = s->write(s->self, big, sizeof big)) > 0) {
		sum += n;
		if (!CHECK(++writes < 10000))
			break;
	}
	CHECK(sum > 0);
	CHECK_INT(n, STREAM_AGAIN);
	CHECK_INT(s->want, STREAM_WANT_WRITE);
	/* Reading goes on meanwhile. */
	CHECK_INT(send(fd[1], "x", 1, 0), 1);
	CHECK_INT(s->read(s->self, buf, sizeof buf), 1);
}

/* Ends of one direction do not end the other. */
static void
test_half(int fd[2], enum fdstream_kind kind)
{
	struct fdstream fs;
	struct stream *s = &fs.stream;
	char buf[16];

	fdstream_init(&fs, fd[0], kind);
	CHECK_INT(send(fd[1], "last", 4, 0), 4);
	CHECK_INT(shutdown(fd[1], SHUT_WR), 0);
	CHECK_INT(s->read(s->self, buf, sizeof buf), 4);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_EOF);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_EOF);
	CHECK_INT(s->write(s->self, "words", 5), 5);
	CHECK_INT(s->shut(s->self), 0);
	CHECK_INT(recv(fd[1], buf, sizeof buf, 0), 5);
	CHECK_INT(recv(fd[1], buf, sizeof buf, 0), 0);
	/* Our direction is over, without a signal. */
	CHECK_INT(s->write(s->self, "x", 1), STREAM_GONE);
}

static void
test_net_reset(void)
{
	struct fdstream fs;
	struct stream *s = &fs.stream;
	char buf[16];
	int fd[2];

	if (!CHECK_INT(tcp_pair(fd), 0))
		return;
	fdstream_init(&fs, fd[0], FDSTREAM_NET);
	reset(fd[1]);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_GONE);
	CHECK_INT(s->write(s->self, "x", 1), STREAM_GONE);
	CHECK_INT(s->shut(s->self), STREAM_GONE);
	(void)close(fd[0]);
}

/*
 * A backend that ends with bytes of ours unread: unix(7) says ECONNRESET
 * after its last words, which is an end like any other.
 */
static void
test_local_reset(void)
{
	struct fdstream fs;
	struct stream *s = &fs.stream;
	char buf[16];
	int fd[2];

	if (!CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0))
		return;
	fdstream_init(&fs, fd[0], FDSTREAM_LOCAL);
	CHECK_INT(s->write(s->self, "unread", 6), 6);
	CHECK_INT(send(fd[1], "bye", 3, 0), 3);
	(void)close(fd[1]);
	CHECK_INT(s->read(s->self, buf, sizeof buf), 3);
	CHECK_MEM(buf, 3, "bye", 3);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_EOF);
	CHECK_INT(s->write(s->self, "x", 1), STREAM_GONE);
	(void)close(fd[0]);

	/* The same socket as a network's would be dead. */
	if (!CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0))
		return;
	fdstream_init(&fs, fd[0], FDSTREAM_NET);
	CHECK_INT(s->write(s->self, "unread", 6), 6);
	(void)close(fd[1]);
	CHECK_INT(s->read(s->self, buf, sizeof buf), STREAM_GONE);
	(void)close(fd[0]);
}

/* What more says will follow may wait for it, and no longer. */
static void
test_more(void)
{
	struct fdstream fs;
	struct stream *s = &fs.stream;
	char buf[16];
	int fd[2];

	if (!CHECK_INT(tcp_pair(fd), 0))
		return;
	fdstream_init(&fs, fd[0], FDSTREAM_NET);
	CHECK(!s->more);
	s->more = true;
	CHECK_INT(s->write(s->self, "one", 3), 3);
	CHECK_INT(recv(fd[1], buf, sizeof buf, MSG_DONTWAIT), -1);
	s->more = false;
	CHECK_INT(s->write(s->self, "two", 3), 3);
	CHECK_INT(recv(fd[1], buf, sizeof buf, 0), 6);
	CHECK_MEM(buf, 6, "onetwo", 6);
	(void)close(fd[0]);
	(void)close(fd[1]);
}

int
main(void)
{
	int fd[2];

	/* Were a call to block or to raise a signal, this would end here. */
	(void)signal(SIGPIPE, SIG_DFL);
	(void)alarm(30);
	if (CHECK_INT(tcp_pair(fd), 0))
		test_bytes(fd, 0);
	if (CHECK_INT(tcp_pair(fd), 0))
		test_half(fd, 0);
	if (CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0))
		test_bytes(fd, 1);
	if (CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0))
		test_half(fd, 1);
	test_net_reset();
	test_local_reset();
	test_more();
	return unit_done();
}
