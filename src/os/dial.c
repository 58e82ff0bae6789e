/* SPDX-License-Identifier: MIT */
/* Connecting: see dial.h, unix(7) and connect(2). */
#define _GNU_SOURCE
#include "os/dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/dns.h"
#include "base/file.h"
#include "base/hostport.h"
#include "base/name.h"
#include "os/mem.h"
#include "os/services.h"

enum { FILE_MAX = 16384 };	/* bytes of /etc/hosts */

static void
set_ip(struct dial *d, const uint8_t *ip, size_t ip_len, unsigned zone)
{
	struct sockaddr_in *in = (struct sockaddr_in *)(void *)&d->at;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)(void *)&d->at;

	if (ip_len == 4) {
		in->sin_family = AF_INET;
		memcpy(&in->sin_addr, ip, 4);
		d->len = sizeof *in;
		return;
	}
	in6->sin6_family = AF_INET6;
	in6->sin6_scope_id = zone;
	memcpy(&in6->sin6_addr, ip, 16);
	d->len = sizeof *in6;
}

/* Looks NAME up in /etc/hosts, IPv4 first: stunnel 3 supported nothing else. */
static int
look_up(const char *name, struct dial *d)
{
	static APART_PAGES char text[FILE_MAX];
	struct name want, found;
	struct err ignored;
	size_t len;
	int rc = -1;

	err_clear(&ignored);
	if (name_parse(name, strlen(name), &want) == 0 &&
	    file_read("/etc/hosts", 1, text, sizeof text, &len, NULL,
	    &ignored) == 0 &&
	    (dns_hosts(text, DNS_A, want.text, &found) == 0 ||
	    dns_hosts(text, DNS_AAAA, want.text, &found) == 0)) {
		set_ip(d, found.ip, found.ip_len, 0);
		rc = 0;
	}
	mem_release(text, sizeof text);
	return rc;
}

/* "192.0.2.7", "::1", "fe80::1%eth0" or a name of /etc/hosts; "": this host. */
static int
find_host(char *host, struct dial *d)
{
	static const uint8_t local[4] = { 127, 0, 0, 1 };
	uint8_t ip[16];
	unsigned zone = 0;
	char *percent;

	if (inet_pton(AF_INET, host, ip) == 1) {
		set_ip(d, ip, 4, 0);
		return 0;
	}
	if (host[0] != '\0' && look_up(host, d) == 0)
		return 0;
	if (host[0] == '\0' || strcmp(host, "localhost") == 0) {
		set_ip(d, local, sizeof local, 0);
		return 0;
	}
	percent = strchr(host, '%');
	if (percent != NULL) {
		*percent = '\0';
		zone = if_nametoindex(percent + 1);
		if (zone == 0)
			return -1;
	}
	if (inet_pton(AF_INET6, host, ip) != 1)
		return -1;
	set_ip(d, ip, sizeof ip, zone);
	return 0;
}

static int
set_unix(const char *path, struct dial *to, struct err *e)
{
	struct sockaddr_un *un = (struct sockaddr_un *)(void *)&to->at;
	size_t len = strlen(path);

	if (len >= sizeof un->sun_path)
		return err_why(e, NULL, path,
		    "longer than 107 bytes, the limit of a unix socket path");
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path, len + 1);
	to->len = sizeof *un;
	return 0;
}

int
dial_parse(const char *text, struct dial *to, struct err *e)
{
	/* The ports of both families are at the same place. */
	struct sockaddr_in *in = (struct sockaddr_in *)(void *)&to->at;
	struct hostport hp;
	uint16_t number;

	memset(to, 0, sizeof *to);
	if (text[0] == '/')
		return set_unix(text, to, e);
	if (hostport_parse(text, &hp) < 0)
		return err_why(e, NULL, text, "must be port, host:port, "
		    "[IPv6 address]:port or /path");
	if (find_host(hp.host, to) < 0)
		return err_why(e, NULL, text, "the host must be an address "
		    "or a name from /etc/hosts; DNS is not used");
	if (services_resolve(hp.port, text, &number, e) < 0)
		return -1;
	in->sin_port = htons(number);
	return 0;
}

int
dial_source(const char *host, const struct dial *to, struct dial *from,
    struct err *e)
{
	char text[HOSTPORT_HOST_MAX];
	size_t len = strlen(host);

	memset(from, 0, sizeof *from);
	if (len < sizeof text)
		memcpy(text, host, len + 1);
	if (len == 0 || len >= sizeof text || find_host(text, from) < 0)
		return err_why(e, NULL, host, "must be an address or a name "
		    "from /etc/hosts");
	if (from->at.ss_family != to->at.ss_family)
		return err_why(e, NULL, host, "must be of the same address "
		    "family as the server");
	return 0;
}

bool
dial_is_unix(const struct dial *to)
{
	return to->at.ss_family == AF_UNIX;
}

int
dial_socket(const struct dial *to, const struct dial *from)
{
	int fd = socket(to->at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int why;

	if (fd >= 0 && from->at.ss_family != AF_UNSPEC &&
	    bind(fd, (const struct sockaddr *)&from->at, from->len) < 0) {
		why = errno;
		(void)close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

int
dial_connect(int fd, const struct dial *to, int ms)
{
	struct timeval t = { ms / 1000, ms % 1000 * 1000 };
	int64_t until_ms = clock_ms() + ms;

	/*
	 * socket(7): this is the limit of connect(2), too.  A poll(2) would
	 * not do: a unix socket with a full queue is never "in progress".
	 */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t) < 0)
		return -1;
	while (connect(fd, (const struct sockaddr *)&to->at, to->len) < 0) {
		/* Continue after the process was stopped. */
		if (errno == EINTR && clock_ms() < until_ms)
			continue;
		if (errno == EINTR || errno == EAGAIN || errno == EALREADY ||
		    errno == EINPROGRESS)
			errno = ETIMEDOUT;
		return -1;
	}
	return 0;
}
