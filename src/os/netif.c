/* SPDX-License-Identifier: MIT */
/*
 * Host name and interfaces: see netif.h. getifaddrs(3) pulls in malloc(3), 7 KB
 * of flash, and does not tell which addresses are temporary.
 */
#define _GNU_SOURCE
#include "os/netif.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/file.h"

enum {
	INTERFACES_MAX = 40,	/* with an IPv4 address */
	INET6_TEXT_MAX = 8192,	/* 150 addresses */
	INET6_DIGITS = 32,	/* of an address */
	INET6_BEFORE_FLAGS = 3,	/* fields between address and flags */
	/*
	 * Of linux/if_addr.h: temporary (RFC 8981, a new one each day),
	 * duplicate, deprecated, tentative.
	 */
	INET6_FLEETING = 0x01 | 0x08 | 0x20 | 0x40
};

static int
host_name(char *buf, size_t cap)
{
	if (gethostname(buf, cap) < 0)
		return -1;
	buf[cap - 1] = '\0';
	return 0;
}

int
netif_host(struct name *n)
{
	char buf[NAME_TEXT_MAX];

	if (host_name(buf, sizeof buf) < 0 ||
	    name_parse(buf, strcspn(buf, "."), n) < 0 || n->ip_len != 0)
		return -1;
	/* The kernel's initial "(none)" is refused above. */
	return name_is_loopback(n) ? -1 : 0;
}

int
netif_fqdn(struct name *n)
{
	char buf[NAME_TEXT_MAX];

	if (host_name(buf, sizeof buf) < 0 || strchr(buf, '.') == NULL ||
	    name_parse(buf, strlen(buf), n) < 0 || n->ip_len != 0)
		return -1;
	return name_is_loopback(n) ? -1 : 0;
}

static void
add(struct names *set, const void *ip, size_t len)
{
	struct name n;

	name_of_ip(&n, ip, len);
	if (name_is_private(&n))
		(void)names_add(set, &n);
}

/* netdevice(7): only interfaces with an address are listed. */
static int
add_ip4(struct names *set, int fd)
{
	struct ifreq list[INTERFACES_MAX];
	struct ifconf conf = { .ifc_len = sizeof list };
	struct sockaddr_in in;
	struct ifreq *r;

	conf.ifc_req = list;
	if (ioctl(fd, SIOCGIFCONF, &conf) < 0)
		return -1;
	for (r = list; (char *)(r + 1) <= (char *)list + conf.ifc_len; r++) {
		if (r->ifr_addr.sa_family != AF_INET)
			continue;
		memcpy(&in, &r->ifr_addr, sizeof in);
		if (ioctl(fd, SIOCGIFFLAGS, r) == 0 &&
		    (r->ifr_flags & IFF_UP) != 0)
			add(set, &in.sin_addr, 4);
	}
	return 0;
}

static int
hex(const char *p)
{
	static const char digits[] = "0123456789abcdef";
	const char *high = strchr(digits, p[0]);
	const char *low;

	if (high == NULL || p[0] == '\0')
		return -1;
	low = strchr(digits, p[1]);
	if (low == NULL || p[1] == '\0')
		return -1;
	return (int)((high - digits) * 16 + (low - digits));
}

/* One line of proc(5)'s if_inet6: address, index, prefix, scope, flags. */
static void
add_line(struct names *set, const char *p, size_t len)
{
	unsigned char ip[INET6_DIGITS / 2];
	unsigned i;
	int v;

	if (len < INET6_DIGITS)
		return;
	for (i = 0; i < sizeof ip; i++, p += 2) {
		v = hex(p);
		if (v < 0)
			return;
		ip[i] = (unsigned char)v;
	}
	for (i = 0; i < INET6_BEFORE_FLAGS; i++) {
		p += strspn(p, " ");
		p += strcspn(p, " \n");
	}
	v = hex(p + strspn(p, " "));
	if (v >= 0 && (v & INET6_FLEETING) == 0)
		add(set, ip, sizeof ip);
}

/* A kernel without IPv6 has no such file; that is not an error. */
static void
add_ip6(struct names *set)
{
	static APART char text[INET6_TEXT_MAX];
	const char *line = text;
	struct err ignored;
	size_t len;

	err_clear(&ignored);
	if (file_read("/proc/net/if_inet6", 1, text, sizeof text, &len, NULL,
	    &ignored) < 0)
		return;
	while (*line != '\0') {
		len = strcspn(line, "\n");
		add_line(set, line, len);
		line += len + (line[len] == '\n');
	}
}

int
netif_addresses(struct names *set, struct err *e)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int rc = 0;

	/* EAFNOSUPPORT: a kernel without IPv4. */
	if (fd >= 0) {
		rc = add_ip4(set, fd);
		if (rc < 0)
			err_set(e, "list", "the network interfaces", errno);
		(void)close(fd);
	} else if (errno != EAFNOSUPPORT) {
		rc = err_set(e, "open", "a socket", errno);
	}
	if (rc == 0)
		add_ip6(set);
	return rc;
}
