/* SPDX-License-Identifier: MIT */
/* Addresses as text: see addr.h. */
#define _GNU_SOURCE
#include "os/addr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/ip.h"
#include "base/sbuf.h"

union any {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_storage room;
};

static void
show_in6(struct sbuf *host, const struct sockaddr_in6 *in6)
{
	char zone[IF_NAMESIZE];

	ip_show6(host, in6->sin6_addr.s6_addr);
	if (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) &&
	    if_indextoname(in6->sin6_scope_id, zone) != NULL) {
		sbuf_char(host, '%');
		sbuf_str(host, zone);
	}
}

static void
show(struct addr *a, const union any *any, int failed)
{
	struct sbuf host, port;

	memset(a->ip, 0, sizeof a->ip);
	sbuf_init(&host, a->host, sizeof a->host);
	sbuf_init(&port, a->port, sizeof a->port);
	if (!failed && any->sa.sa_family == AF_INET) {
		ip_show4(&host, (const uint8_t *)&any->in.sin_addr);
		ip_map4(a->ip, (const uint8_t *)&any->in.sin_addr);
		sbuf_dec(&port, ntohs(any->in.sin_port));
	} else if (!failed && any->sa.sa_family == AF_INET6) {
		show_in6(&host, &any->in6);
		memcpy(a->ip, any->in6.sin6_addr.s6_addr, sizeof a->ip);
		sbuf_dec(&port, ntohs(any->in6.sin6_port));
	} else {
		sbuf_str(&host, "local");
		sbuf_str(&port, "0");
		a->owner = 0;
		return;
	}
	a->owner = ip_owner6(a->ip);
}

void
addr_of_peer(int fd, struct addr *a)
{
	union any any;
	socklen_t len = sizeof any;

	memset(&any, 0, sizeof any);
	show(a, &any, getpeername(fd, &any.sa, &len) < 0);
}

void
addr_of_local(int fd, struct addr *a)
{
	union any any;
	socklen_t len = sizeof any;

	memset(&any, 0, sizeof any);
	show(a, &any, getsockname(fd, &any.sa, &len) < 0);
}

void
addr_of(const struct sockaddr_storage *at, struct addr *a)
{
	union any any;

	memcpy(&any.room, at, sizeof any.room);
	show(a, &any, 0);
}
