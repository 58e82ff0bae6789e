/* SPDX-License-Identifier: MIT */
/* Listening sockets: see listen.h, tcp(7) and ipv6(7). */
#define _GNU_SOURCE
#include "os/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/hostport.h"
#include "os/services.h"

static int
parse_host(char *host, struct listen_at *at)
{
	char *zone;

	at->host = LISTEN_ANY;
	if (host[0] == '\0')
		return 0;
	at->host = LISTEN_LOCAL;
	if (strcmp(host, "localhost") == 0)
		return 0;
	at->host = LISTEN_IP4;
	if (inet_pton(AF_INET, host, at->ip) == 1)
		return 0;
	at->host = LISTEN_IP6;
	zone = strchr(host, '%');
	if (zone != NULL) {
		*zone++ = '\0';
		at->zone = if_nametoindex(zone);
		if (at->zone == 0)
			return -1;
	}
	return inet_pton(AF_INET6, host, at->ip) == 1 ? 0 : -1;
}

int
listen_parse(const char *text, struct listen_at *at, struct err *e)
{
	struct hostport hp;

	memset(at, 0, sizeof *at);
	if (hostport_parse(text, &hp) < 0)
		return err_why(e, NULL, text,
		    "must be port, host:port or [IPv6 address]:port");
	if (parse_host(hp.host, at) < 0)
		return err_why(e, NULL, text, "the host must be a numeric "
		    "address or localhost; other names are not looked up");
	return services_resolve(hp.port, text, &at->port, e);
}

/* Opens one listening socket; -1: errno. */
static int
open_one(const struct sockaddr *sa, socklen_t len, int v6only)
{
	static const int on = 1;
	int fd = socket(sa->sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int failed;

	if (fd < 0)
		return -1;
	/* Connections in TIME_WAIT must not block the port. */
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (sa->sa_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6only,
		    sizeof v6only);
	if (bind(fd, sa, len) == 0 && listen(fd, LISTEN_QUEUE) == 0)
		return fd;
	failed = errno;
	(void)close(fd);
	errno = failed;
	return -1;
}

static int
open4(const void *ip, uint16_t port)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET, .sin_port = htons(port)
	};

	memcpy(&in.sin_addr, ip, sizeof in.sin_addr);
	return open_one((const struct sockaddr *)&in, sizeof in, 0);
}

static int
open6(const void *ip, uint16_t port, unsigned zone, int v6only)
{
	struct sockaddr_in6 in6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(port),
		.sin6_scope_id = zone
	};

	memcpy(&in6.sin6_addr, ip, sizeof in6.sin6_addr);
	return open_one((const struct sockaddr *)&in6, sizeof in6, v6only);
}

/* Errors of socket(2) and bind(2) if IPv6 is missing or disabled. */
static bool
lacks_ip6(int error)
{
	return error == EAFNOSUPPORT || error == EADDRNOTAVAIL;
}

int
listen_open(const struct listen_at *at, const char *text,
    int fd[LISTEN_FDS_MAX], struct err *e)
{
	static const uint8_t any[16], local4[4] = { 127, 0, 0, 1 };
	static const uint8_t local6[16] = { [15] = 1 };
	int n = 1;

	switch (at->host) {
	case LISTEN_ANY:
		fd[0] = open6(any, at->port, 0, 0);
		if (fd[0] < 0 && lacks_ip6(errno))
			fd[0] = open4(any, at->port);
		break;
	case LISTEN_LOCAL:
		fd[0] = open4(local4, at->port);
		if (fd[0] < 0)
			break;
		fd[1] = open6(local6, at->port, 0, 1);
		if (fd[1] >= 0) {
			n = 2;
		} else if (!lacks_ip6(errno)) {
			err_set(e, "listen on", text, errno);
			(void)close(fd[0]);
			return -1;
		}
		break;
	case LISTEN_IP4:
		fd[0] = open4(at->ip, at->port);
		break;
	case LISTEN_IP6:
		fd[0] = open6(at->ip, at->port, at->zone, 1);
		break;
	}
	return fd[0] < 0 ? err_set(e, "listen on", text, errno) : n;
}

int
listen_defer(int fd, unsigned long seconds)
{
	int value = (int)seconds;

	return setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &value,
	    sizeof value);
}

bool
listen_has_cookies(void)
{
	int fd = open("/proc/sys/net/ipv4/tcp_syncookies",
	    O_RDONLY | O_CLOEXEC);
	char c = '0';

	/* No such file: no such feature. */
	if (fd < 0)
		return false;
	if (read(fd, &c, 1) != 1)
		c = '0';
	(void)close(fd);
	return c != '0';
}

int
listen_accept(int fd)
{
	return accept4(fd, NULL, NULL, SOCK_CLOEXEC);
}
