/* SPDX-License-Identifier: MIT */
/* Plain text before TLS: see plain.h. */
#include "net/plain.h"

#include <stddef.h>
#include <string.h>

/* Our name in SMTP, set by the process that greets; N inherits it. */
static char host[STARTTLS_HOST_MAX];

void
plain_greet(int fd, const struct starttls_protocol *p, const char *address)
{
	char text[STARTTLS_REPLY_MAX];
	struct fdstream net;
	struct sbuf reply;

	/* An address literal (RFC 5321, 4.1.3) works without a host name. */
	sbuf_init(&reply, host, sizeof host);
	sbuf_str(&reply, strchr(address, ':') != NULL ? "[IPv6:" : "[");
	sbuf_str(&reply, address);
	sbuf_char(&reply, ']');
	fdstream_init(&net, fd, FDSTREAM_NET);
	sbuf_init(&reply, text, sizeof text);
	p->greet(host, &reply);
	(void)net.stream.write(&net, text, reply.len);
}

void
plain_refuse(int fd, const struct starttls_protocol *p)
{
	struct fdstream net;

	fdstream_init(&net, fd, FDSTREAM_NET);
	(void)net.stream.write(&net, p->bye, strlen(p->bye));
}

static const char *
say(struct fdstream *net, const struct sbuf *reply, int64_t until_ms)
{
	size_t at = 0;
	long n;

	while (at < reply->len) {
		n = net->stream.write(net, reply->buf + at, reply->len - at);
		if (n > 0)
			at += (size_t)n;
		else if (n != STREAM_AGAIN)
			return "reset";
		else if (!fdstream_wait(net, net->stream.want, until_ms))
			return "starttls-timeout";
	}
	return NULL;
}

/* Reads some bytes for M; NULL: done, else why the connection ends. */
static const char *
hear(struct fdstream *net, struct starttls *m, int64_t until_ms)
{
	long n;

	for (;;) {
		n = net->stream.read(net, m->in + m->len,
		    sizeof m->in - m->len);
		if (n > 0) {
			m->len += (size_t)n;
			return NULL;
		}
		if (n != STREAM_AGAIN)
			return n == STREAM_EOF ? "eof" : "reset";
		if (!fdstream_wait(net, STREAM_WANT_READ, until_ms)) {
			plain_refuse(net->fd, m->protocol);
			return "starttls-timeout";
		}
	}
}

/* Whether anything followed the line that asks for TLS. */
static bool
came_more(struct fdstream *net)
{
	char c;

	return net->stream.read(net, &c, 1) > 0;
}

const char *
plain_talk(struct fdstream *net, const struct starttls_protocol *p,
    int64_t until_ms)
{
	char text[STARTTLS_REPLY_MAX];
	const char *why = NULL;
	struct sbuf reply;
	struct starttls m;

	starttls_init(&m, p, host);
	while (why == NULL) {
		sbuf_init(&reply, text, sizeof text);
		switch (starttls_next(&m, &reply)) {
		case STARTTLS_READ:
			why = hear(net, &m, until_ms);
			break;
		case STARTTLS_SAY:
			why = say(net, &reply, until_ms);
			break;
		case STARTTLS_UPGRADE:
			if (!came_more(net))
				return say(net, &reply, until_ms);
			why = "starttls-injection";
			break;
		case STARTTLS_QUIT:
			(void)say(net, &reply, until_ms);
			why = "quit";
			break;
		case STARTTLS_LIMIT:
			(void)say(net, &reply, until_ms);
			why = "starttls-limit";
			break;
		case STARTTLS_INJECTED:
			why = "starttls-injection";
			break;
		}
	}
	return why;
}
