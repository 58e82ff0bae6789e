/* SPDX-License-Identifier: MIT */
/* Outgoing connections: see reach.h. */
#define _GNU_SOURCE
#include "os/reach.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/dns.h"
#include "base/file.h"
#include "base/rng.h"

enum {
	FILE_MAX = 16384,	/* /etc/hosts, /etc/resolv.conf */
	ASK_MS = 2000,		/* for one answer of one name server */
	ROUNDS = 2
};

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static socklen_t
address_of(union address *a, const struct name *to, unsigned port)
{
	memset(a, 0, sizeof *a);
	if (to->ip_len == 4) {
		a->in.sin_family = AF_INET;
		a->in.sin_port = htons((uint16_t)port);
		memcpy(&a->in.sin_addr, to->ip, 4);
		return sizeof a->in;
	}
	a->in6.sin6_family = AF_INET6;
	a->in6.sin6_port = htons((uint16_t)port);
	memcpy(&a->in6.sin6_addr, to->ip, 16);
	return sizeof a->in6;
}

/* A socket that is connecting or connected; -1: errno. */
static int
start(const struct name *to, unsigned port, int type)
{
	union address a;
	socklen_t len = address_of(&a, to, port);
	int fd, error;

	fd = socket(a.sa.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, &a.sa, len) < 0 && errno != EINPROGRESS) {
		error = errno;
		(void)close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

static int
ready(int fd, short events, int64_t until)
{
	struct pollfd p = { .fd = fd, .events = events };
	int64_t left;
	int n;

	for (;;) {
		left = until - clock_ms();
		n = left <= 0 ? 0 : poll(&p, 1, (int)left);
		if (n > 0)
			return 0;
		if (n == 0)
			errno = ETIMEDOUT;
		if (n == 0 || errno != EINTR)
			return -1;
	}
}

int
reach(const struct name *to, unsigned port, int64_t until, struct err *e)
{
	int fd = start(to, port, SOCK_STREAM);
	int error = errno;
	socklen_t len = sizeof error;

	if (fd >= 0 && ready(fd, POLLOUT, until) < 0)
		error = errno;
	else if (fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error,
	    &len) == 0 && error == 0)
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return err_set(e, "connect", to->text, error);
}

int
reach_send(int fd, const void *bytes, size_t len, int64_t until)
{
	const uint8_t *p = bytes;
	ssize_t n;

	while (len > 0) {
		n = send(fd, p, len, MSG_NOSIGNAL);
		if (n < 0 && (errno != EAGAIN || ready(fd, POLLOUT,
		    until) < 0) && errno != EINTR)
			return -1;
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

long
reach_recv(int fd, void *buf, size_t cap, int64_t until)
{
	ssize_t n;

	for (;;) {
		if (ready(fd, POLLIN, until) < 0)
			return -1;
		n = recv(fd, buf, cap, 0);
		if (n >= 0 || (errno != EAGAIN && errno != EINTR))
			return n;
	}
}

/*
 * Sends one query to one server: result as dns_answer(); -1: no answer in time.
 */
static int
ask(const struct name *server, const char *host, unsigned type,
    int64_t until, struct name *out)
{
	uint8_t query[DNS_QUERY_MAX], answer[DNS_ANSWER_MAX];
	int64_t soon = clock_ms() + ASK_MS;
	uint16_t id;
	size_t len;
	long n;
	int fd, rc = -1;

	if (soon > until)
		soon = until;
	if (rng_fill(&id, sizeof id) < 0)
		return -1;
	fd = start(server, DNS_PORT, SOCK_DGRAM);
	if (fd < 0)
		return -1;
	len = dns_query(query, id, type, host);
	if (reach_send(fd, query, len, soon) == 0)
		while (rc < 0 && (n = reach_recv(fd, answer, sizeof answer,
		    soon)) >= 0)
			rc = dns_answer(answer, (size_t)n, id, type, out);
	(void)close(fd);
	return rc;
}

int
reach_find(const char *host, unsigned family, int64_t until,
    struct name *out)
{
	const unsigned type = family == 4 ? DNS_A : DNS_AAAA;
	static APART char text[FILE_MAX];
	static APART struct names servers;
	struct err ignored;
	unsigned i;
	size_t len;
	int rc;

	err_clear(&ignored);
	if (file_read("/etc/hosts", 1, text, sizeof text, &len, NULL,
	    &ignored) == 0 && dns_hosts(text, type, host, out) == 0)
		return 0;
	servers.n = 0;
	if (file_read("/etc/resolv.conf", 1, text, sizeof text, &len, NULL,
	    &ignored) == 0)
		dns_servers(text, &servers);
	for (i = 0; i < ROUNDS * servers.n && clock_ms() < until; i++) {
		rc = ask(&servers.item[i % servers.n], host, type, until,
		    out);
		if (rc >= 0)
			return rc == 1 ? 0 : -1;
	}
	return -1;
}
