/* SPDX-License-Identifier: MIT */
/* Addresses of real connections as text, and of what is no network. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/ip.h"
#include "lib/unit.h"
#include "os/addr.h"

union any {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/* A listening socket at A with a port of the kernel's; A has it then. */
static int
listen_at(union any *a, socklen_t len)
{
	int off = 0;
	int fd = socket(a->sa.sa_family, SOCK_STREAM, 0);

	if (a->sa.sa_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off,
		    sizeof off);
	if (fd < 0 || bind(fd, &a->sa, len) < 0 || listen(fd, 1) < 0 ||
	    getsockname(fd, &a->sa, &len) < 0)
		return -1;
	return fd;
}

/* Both ends of a connection from FROM's family to TO, seen by the server. */
static void
test_pair(union any *listener, socklen_t listener_len, union any *to,
    socklen_t to_len, const char *host)
{
	struct addr peer, local;
	union any own;
	socklen_t own_len = sizeof own;
	char port[ADDR_PORT_MAX + 8];
	int server, client, got;

	server = listen_at(listener, listener_len);
	if (!CHECK(server >= 0))
		return;
	/* The port stands at the same place in both kinds of address. */
	to->in.sin_port = listener->in.sin_port;
	client = socket(to->sa.sa_family, SOCK_STREAM, 0);
	if (!CHECK_INT(connect(client, &to->sa, to_len), 0))
		return;
	got = accept(server, NULL, NULL);
	addr_of_peer(got, &peer);
	addr_of_local(got, &local);
	CHECK_STR(peer.host, host);
	CHECK_STR(local.host, host);
	CHECK_INT(getsockname(client, &own.sa, &own_len), 0);
	(void)snprintf(port, sizeof port, "%u",
	    (unsigned)ntohs(own.in.sin_port));
	CHECK_STR(peer.port, port);
	(void)snprintf(port, sizeof port, "%u",
	    (unsigned)ntohs(to->in.sin_port));
	CHECK_STR(local.port, port);
	(void)close(got);
	(void)close(client);
	(void)close(server);
}

static void
test_not_a_network(int fd)
{
	struct addr a;

	memset(&a, '#', sizeof a);
	addr_of_peer(fd, &a);
	CHECK_STR(a.host, "local");
	CHECK_STR(a.port, "0");
	memset(&a, '#', sizeof a);
	addr_of_local(fd, &a);
	CHECK_STR(a.host, "local");
	CHECK_STR(a.port, "0");
}

/* Who is counted as one: addresses of the same number. */
static void
show_owners(void)
{
	static const uint8_t v4[] = { 192, 0, 2, 7 };
	static const uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 2, 3 };
	char text[64];
	struct sbuf s;

	sbuf_init(&s, text, sizeof text);
	ip_show_owner(&s, ip_owner4(v4));
	CHECK_STR(text, "192.0.2.7");
	sbuf_init(&s, text, sizeof text);
	ip_show_owner(&s, ip_owner6(v6));
	CHECK_STR(text, "2001:db8:1:2::/64");
}

static void
test_owner(void)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true },
		{ "2001:db8::1", "2001:db8:0:1::1", false },
		{ "2001:db8::1", "2001:db9::1", false },
		{ "::1", "::1", true },
		{ "::1", "2001:db8::1", false },
		{ "::ffff:192.0.2.7", "::ffff:192.0.2.7", true },
		{ "::ffff:192.0.2.7", "::ffff:192.0.2.8", false },
		{ "::ffff:192.0.2.7", "::1", false }
	};
	const uint8_t v4[] = { 192, 0, 2, 7 };
	uint8_t a[IP6_BYTES], b[IP6_BYTES];
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK_INT(inet_pton(AF_INET6, rows[i].a, a), 1);
		CHECK_INT(inet_pton(AF_INET6, rows[i].b, b), 1);
		CHECK(ip_owner6(a) != 0);
		if (!CHECK_INT(ip_owner6(a) == ip_owner6(b), rows[i].same))
			printf("\t%s and %s\n", rows[i].a, rows[i].b);
	}
	CHECK_INT(inet_pton(AF_INET6, "::ffff:192.0.2.7", a), 1);
	CHECK(ip_owner6(a) == ip_owner4(v4));
	show_owners();
}

int
main(void)
{
	union any v4, v6, any6;
	union any to;
	int fd[2];

	test_owner();
	memset(&v4, 0, sizeof v4);
	v4.in.sin_family = AF_INET;
	v4.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to = v4;
	test_pair(&v4, sizeof v4.in, &to, sizeof to.in, "127.0.0.1");

	/* A listener for both families sees IPv4 mapped into IPv6. */
	memset(&any6, 0, sizeof any6);
	any6.in6.sin6_family = AF_INET6;
	test_pair(&any6, sizeof any6.in6, &to, sizeof to.in, "127.0.0.1");

	memset(&v6, 0, sizeof v6);
	v6.in6.sin6_family = AF_INET6;
	v6.in6.sin6_addr = in6addr_loopback;
	to = v6;
	test_pair(&v6, sizeof v6.in6, &to, sizeof to.in6, "::1");

	if (CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0))
		test_not_a_network(fd[0]);
	if (CHECK(pipe(fd) == 0))
		test_not_a_network(fd[0]);
	test_not_a_network(-1);
	fd[0] = socket(AF_INET, SOCK_STREAM, 0);
	{
		struct addr a;

		/* A network, but nobody at the other end. */
		addr_of_peer(fd[0], &a);
		CHECK_STR(a.host, "local");
		CHECK_STR(a.port, "0");
	}
	return unit_done();
}
