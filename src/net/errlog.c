/* SPDX-License-Identifier: MIT */
/* The backend's stderr: see errlog.h. */
#include "net/errlog.h"

#include <errno.h>
#include <poll.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sbuf.h"

static void
flush(struct errlog *l)
{
	char text[ERRLOG_LINE_MAX + 80];
	struct sbuf s;

	if (l->len > 0 && l->line[l->len - 1] == '\r')
		l->len--;
	if (l->len == 0)
		return;
	sbuf_init(&s, text, sizeof text);
	sbuf_str(&s, "STDERR service=");
	sbuf_str(&s, l->service);
	sbuf_char(&s, ' ');
	sbuf_shown(&s, l->line, l->len);
	log_line(LOG_LEVEL_NOTICE, text);
	l->len = 0;
}

static void
take(struct errlog *l, char c)
{
	if (c == '\n') {
		flush(l);
		return;
	}
	if (l->len == ERRLOG_LINE_MAX)
		flush(l);
	l->line[l->len++] = c;
}

void
errlog_read(struct errlog *l)
{
	char text[512];
	ssize_t n, i;

	n = read(l->fd, text, sizeof text);
	if (n < 0 && errno == EINTR)
		return;
	for (i = 0; i < n; i++)
		take(l, text[i]);
	if (n > 0)
		return;
	flush(l);
	(void)close(l->fd);
	l->fd = -1;
}

void
errlog_end(struct errlog *l)
{
	/* A pipe holds 64 KB; more means that somebody keeps writing. */
	enum { READS_MAX = 1024 };
	struct pollfd f = { .fd = l->fd, .events = POLLIN };
	int reads = 0;

	while (l->fd >= 0 && reads++ < READS_MAX && poll(&f, 1, 0) > 0)
		errlog_read(l);
	flush(l);
	if (l->fd >= 0)
		(void)close(l->fd);
	l->fd = -1;
}
