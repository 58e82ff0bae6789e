/* SPDX-License-Identifier: MIT */
/* Certificates of a live server: see peek.h. */
#include "cert/peek.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/apart.h"
#include "base/clock.h"
#include "base/hostport.h"
#include "base/name.h"
#include "base/num.h"
#include "base/rng.h"
#include "os/reach.h"

enum { PORT_MAX = 65535, PIECE = 4096 };

/* Stricter than hostport_parse(): a second colon needs brackets. */
static int
split(const char *text, struct name *host, unsigned long *port)
{
	struct hostport hp;

	if (hostport_parse(text, &hp) < 0 ||
	    num_parse(hp.port, 1, PORT_MAX, port) < 0 ||
	    (text[0] != '[' && strchr(hp.host, ':') != NULL))
		return -1;
	return name_parse(hp.host, strlen(hp.host), host);
}

bool
cert_peek_is(const char *text)
{
	unsigned long port;
	struct name host;

	return split(text, &host, &port) == 0 && host.text[0] != '*';
}

/* Tries a name's first IPv4 address, then its first IPv6 address. */
static int
connect_to(const struct name *host, unsigned port, int64_t until,
    struct err *e)
{
	struct name ip;
	unsigned family;
	struct err last;
	int fd;

	if (host->ip_len > 0)
		return reach(host, port, until, e);
	err_clear(&last);
	for (family = 4; family <= 6; family += 2) {
		if (reach_find(host->text, family, until, &ip) < 0)
			continue;
		err_clear(&last);
		fd = reach(&ip, port, until, &last);
		if (fd >= 0)
			return fd;
	}
	if (last.text[0] == '\0')
		return err_why(e, "host", host->text, "neither /etc/hosts "
		    "nor a name server has an address for it");
	return err_why(e, last.text, NULL, NULL);
}

/* Why reach_recv() returned N and no bytes. */
static int
silent(long n, struct err *e)
{
	if (n == 0)
		return err_why(e, "the server closed the connection without "
		    "presenting a certificate", NULL, NULL);
	if (errno == ETIMEDOUT)
		return err_why(e, "no certificate within ten seconds", NULL,
		    "the server may not use TLS from the start");
	return err_set(e, "read", NULL, errno);
}

static int
look(struct peek *p, int fd, const struct name *host, int64_t until,
    struct err *e)
{
	uint8_t random[PEEK_RANDOM], hello[PEEK_HELLO_MAX];
	static APART uint8_t piece[PIECE];
	enum peek_state state = PEEK_MORE;
	size_t len;
	long n;

	if (rng_fill(random, sizeof random) < 0)
		return err_set(e, "getrandom", NULL, errno);
	len = peek_hello(hello, random, host->ip_len > 0 ? NULL :
	    host->text);
	if (reach_send(fd, hello, len, until) < 0)
		return err_set(e, "write", NULL, errno);
	while (state == PEEK_MORE) {
		n = reach_recv(fd, piece, sizeof piece, until);
		if (n <= 0)
			return silent(n, e);
		state = peek_take(p, piece, (size_t)n, e);
	}
	return state == PEEK_DONE ? 0 : -1;
}

struct peek *
cert_peek(const char *text, struct err *e)
{
	static APART struct peek p;
	const int64_t until = clock_ms() + CERT_PEEK_MS;
	unsigned long port = 0;
	struct name host;
	struct err why;
	int fd, rc = -1;

	if (split(text, &host, &port) < 0)
		return NULL;
	memset(&p, 0, sizeof p);
	err_clear(&why);
	fd = connect_to(&host, (unsigned)port, until, &why);
	if (fd >= 0) {
		rc = look(&p, fd, &host, until, &why);
		(void)close(fd);
	}
	if (rc == 0)
		return &p;
	(void)err_why(e, text, NULL, why.text);
	return NULL;
}
