/* SPDX-License-Identifier: MIT */
/* Socket options by name: see sockopt.h, socket(7), ip(7) and tcp(7). */
#define _GNU_SOURCE
#include "os/sockopt.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/num.h"

enum shape { NUMBER, LINGER, TIME, NAME };

/* The options of stunnel 3.22.  Numbers on MIPS go up to 65535. */
static const struct row {
	char name[16];
	unsigned short level, option;
	unsigned char shape;
} table[] = {
	{ "SO_DEBUG", SOL_SOCKET, SO_DEBUG, NUMBER },
	{ "SO_DONTROUTE", SOL_SOCKET, SO_DONTROUTE, NUMBER },
	{ "SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE, NUMBER },
	{ "SO_LINGER", SOL_SOCKET, SO_LINGER, LINGER },
	{ "SO_OOBINLINE", SOL_SOCKET, SO_OOBINLINE, NUMBER },
	{ "SO_RCVBUF", SOL_SOCKET, SO_RCVBUF, NUMBER },
	{ "SO_SNDBUF", SOL_SOCKET, SO_SNDBUF, NUMBER },
	{ "SO_RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT, NUMBER },
	{ "SO_SNDLOWAT", SOL_SOCKET, SO_SNDLOWAT, NUMBER },
	{ "SO_RCVTIMEO", SOL_SOCKET, SO_RCVTIMEO, TIME },
	{ "SO_SNDTIMEO", SOL_SOCKET, SO_SNDTIMEO, TIME },
	{ "SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR, NUMBER },
	{ "SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, NAME },
	{ "IP_TOS", IPPROTO_IP, IP_TOS, NUMBER },
	{ "IP_TTL", IPPROTO_IP, IP_TTL, NUMBER },
	{ "TCP_MAXSEG", IPPROTO_TCP, TCP_MAXSEG, NUMBER },
	{ "TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY, NUMBER }
};

enum { ROWS = sizeof table / sizeof table[0] };

/* One option, parsed. */
struct setting {
	const struct row *row;
	socklen_t len;
	union {
		int number;
		struct linger linger;
		struct timeval time;
		char name[IFNAMSIZ];
	} to;
};

/* "12" or "1:60"; the second half is 0 if missing. */
static int
pair(const char *text, unsigned long n[2])
{
	const char *colon = strchr(text, ':');
	char first[12];
	size_t len = colon == NULL ? strlen(text) : (size_t)(colon - text);

	n[1] = 0;
	if (len >= sizeof first)
		return -1;
	memcpy(first, text, len);
	first[len] = '\0';
	if (num_parse(first, 0, 2147483647, &n[0]) < 0)
		return -1;
	return colon == NULL ? 0 : num_parse(colon + 1, 0, 2147483647, &n[1]);
}

static int
read_value(struct setting *s, const char *text)
{
	unsigned long n[2];

	memset(&s->to, 0, sizeof s->to);
	if (s->row->shape == NAME) {
		s->len = (socklen_t)strlen(text);
		if (s->len == 0 || s->len >= IFNAMSIZ)
			return -1;
		memcpy(s->to.name, text, s->len);
		return 0;
	}
	if (pair(text, n) < 0)
		return -1;
	if (s->row->shape == LINGER) {
		s->to.linger.l_onoff = (int)n[0];
		s->to.linger.l_linger = (int)n[1];
		s->len = sizeof s->to.linger;
	} else if (s->row->shape == TIME) {
		s->to.time.tv_sec = (time_t)n[0];
		s->to.time.tv_usec = (suseconds_t)n[1];
		s->len = sizeof s->to.time;
	} else {
		s->to.number = (int)n[0];
		s->len = sizeof s->to.number;
		return strchr(text, ':') == NULL ? 0 : -1;
	}
	return 0;
}

static int
parse(const char *text, struct setting *s, struct err *e)
{
	const char *value = strchr(text, '=');
	size_t len, i;

	if (text[0] == '\0' || strchr("alr", text[0]) == NULL ||
	    text[1] != ':' || value == NULL)
		return err_why(e, NULL, text,
		    "must be a, l or r, a colon and OPTION=value");
	len = (size_t)(value - text) - 2;
	for (i = 0; i < ROWS; i++)
		if (strlen(table[i].name) == len &&
		    memcmp(table[i].name, text + 2, len) == 0)
			break;
	if (i == ROWS)
		return err_why(e, NULL, text, "unknown socket option");
	s->row = &table[i];
	if (read_value(s, value + 1) < 0)
		return err_why(e, NULL, text, "invalid value");
	return 0;
}

int
sockopt_check(const char *text, struct err *e)
{
	struct setting s;

	return parse(text, &s, e);
}

static bool
is_unix(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;

	return getsockname(fd, (struct sockaddr *)&at, &len) == 0 &&
	    at.ss_family == AF_UNIX;
}

int
sockopt_apply(int fd, char which, const char *const list[SOCKOPT_MAX],
    struct err *e)
{
	struct setting s;
	int i;

	for (i = 0; i < SOCKOPT_MAX && list[i] != NULL; i++) {
		if (list[i][0] != which)
			continue;
		if (parse(list[i], &s, e) < 0)
			return -1;
		if (s.row->level != SOL_SOCKET && is_unix(fd))
			continue;
		if (setsockopt(fd, s.row->level, s.row->option, &s.to,
		    s.len) < 0)
			return err_set(e, NULL, list[i], errno);
	}
	return 0;
}

int
sockopt_try(bool local, char which, const char *const list[SOCKOPT_MAX],
    struct err *e)
{
	int fd = socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC,
	    0);
	int rc;

	if (fd < 0)
		return err_set(e, "make a socket", NULL, errno);
	rc = sockopt_apply(fd, which, list, e);
	(void)close(fd);
	return rc;
}
