/* SPDX-License-Identifier: MIT */
/* Log lines: see log.h. */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/sbuf.h"

enum log_sink { SINK_NONE, SINK_SYSLOG, SINK_FILE, SINK_FD };

static struct {
	const char *ident;
	const char *path;		/* of the file */
	unsigned facility, level;
	int fd;
	enum log_sink sink;
} out = {
	"thimble", NULL, LOG_FACILITY_DAEMON, LOG_LEVEL_NOTICE, -1, SINK_NONE
};

/*
 * Not in the struct: a forked connection that writes nothing to .data shares
 * that page, which saves 4 KB each.
 */
static pid_t own_pid;

struct name {
	const char name[9];
	unsigned char number;
};

static const struct name levels[] = {
	{ "emerg", 0 }, { "alert", 1 }, { "crit", 2 }, { "err", 3 },
	{ "warning", 4 }, { "notice", 5 }, { "info", 6 }, { "debug", 7 }
};

static const struct name facilities[] = {
	{ "user", 1 }, { "mail", 2 }, { "daemon", 3 }, { "auth", 4 },
	{ "syslog", 5 }, { "authpriv", 10 },
	{ "local0", 16 }, { "local1", 17 }, { "local2", 18 }, { "local3", 19 },
	{ "local4", 20 }, { "local5", 21 }, { "local6", 22 }, { "local7", 23 }
};

static int
lookup(const struct name *table, size_t n, const char *text, size_t len,
    unsigned *number)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (strlen(table[i].name) == len &&
		    strncasecmp(table[i].name, text, len) == 0) {
			*number = table[i].number;
			return 0;
		}
	}
	return -1;
}

int
log_parse(const char *text, unsigned *facility, unsigned *level)
{
	const char *dot = strchr(text, '.');
	unsigned f = *facility;

	if (dot != NULL) {
		if (lookup(facilities, sizeof facilities / sizeof *facilities,
		    text, (size_t)(dot - text), &f) < 0)
			return -1;
		text = dot + 1;
	}
	if (text[0] >= '0' && text[0] <= '7' && text[1] == '\0')
		*level = (unsigned)(text[0] - '0');
	else if (lookup(levels, sizeof levels / sizeof *levels, text,
	    strlen(text), level) < 0)
		return -1;
	*facility = f;
	return 0;
}

static int
connect_syslog(void)
{
	static const struct sockaddr_un to = {
		.sun_family = AF_UNIX, .sun_path = "/dev/log"
	};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&to, sizeof to) < 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

/* Descriptors 0 to 2 are the client: keep the log off them. */
static int
above_stdio(int fd)
{
	int high;

	if (fd < 0 || fd > 2)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	(void)close(fd);
	return high;
}

void
log_open(const char *ident, unsigned facility, unsigned level)
{
	out.ident = ident;
	out.facility = facility;
	out.level = level;
	own_pid = getpid();
	if (out.sink != SINK_NONE)
		return;
	out.fd = above_stdio(connect_syslog());
	if (out.fd >= 0)
		out.sink = SINK_SYSLOG;
}

/*
 * Not through a link, which others could put into a folder of theirs.  Those of
 * /dev are root's: /dev/stderr.
 */
static int
open_file(const char *path)
{
	return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
	    O_NOCTTY | O_NONBLOCK |
	    (strncmp(path, "/dev/", 5) == 0 ? 0 : O_NOFOLLOW), 0640);
}

int
log_to_file(const char *path, struct err *e)
{
	int fd = above_stdio(open_file(path));

	if (fd < 0)
		return err_set(e, "open the log", path, errno);
	if (out.fd >= 0)
		(void)close(out.fd);
	out.fd = fd;
	out.path = path;
	out.sink = SINK_FILE;
	return 0;
}

void
log_reopen(void)
{
	int fd;

	if (out.sink == SINK_FD)
		return;
	fd = out.sink == SINK_FILE ? open_file(out.path) : connect_syslog();
	fd = above_stdio(fd);
	if (fd < 0)
		return;
	if (out.sink == SINK_NONE) {
		out.fd = fd;
		out.sink = SINK_SYSLOG;
		return;
	}
	/* Keep the number: see own_pid. */
	if (dup2(fd, out.fd) >= 0)
		(void)fcntl(out.fd, F_SETFD, FD_CLOEXEC);
	(void)close(fd);
}

void
log_to_fd(int fd)
{
	if (out.sink == SINK_SYSLOG || out.sink == SINK_FILE)
		(void)close(out.fd);
	out.fd = fd;
	out.sink = SINK_FD;
}

int
log_fd(void)
{
	return out.fd;
}

int
log_is_file(void)
{
	return out.sink == SINK_FILE || out.sink == SINK_FD;
}

void
log_forked(void)
{
	own_pid = getpid();
}

/* "2026-11-23T20:31:05Z ", UTC: a chroot has no time zone file. */
static void
add_time(struct sbuf *s)
{
	time_t now = (time_t)clock_wall();
	struct tm tm;

	if (gmtime_r(&now, &tm) == NULL)
		return;
	sbuf_dec0(s, (unsigned)tm.tm_year + 1900, 4);
	sbuf_char(s, '-');
	sbuf_dec0(s, (unsigned)tm.tm_mon + 1, 2);
	sbuf_char(s, '-');
	sbuf_dec0(s, (unsigned)tm.tm_mday, 2);
	sbuf_char(s, 'T');
	sbuf_dec0(s, (unsigned)tm.tm_hour, 2);
	sbuf_char(s, ':');
	sbuf_dec0(s, (unsigned)tm.tm_min, 2);
	sbuf_char(s, ':');
	sbuf_dec0(s, (unsigned)tm.tm_sec, 2);
	sbuf_str(s, "Z ");
}

static void
add_tag(struct sbuf *s)
{
	sbuf_str(s, out.ident);
	sbuf_char(s, '[');
	sbuf_dec(s, (uint64_t)own_pid);
	sbuf_str(s, "]: ");
}

void
log_line(enum log_level level, const char *text)
{
	char line[LOG_LINE_MAX];
	struct sbuf s;
	bool ends_line = false;

	if (level > out.level || out.sink == SINK_NONE)
		return;
	/* Leave the last byte for the newline of a truncated line. */
	sbuf_init(&s, line, sizeof line - 1);
	switch (out.sink) {
	case SINK_SYSLOG:
		sbuf_char(&s, '<');
		sbuf_dec(&s, out.facility * 8 + level);
		sbuf_char(&s, '>');
		add_tag(&s);
		break;
	case SINK_FILE:
		add_time(&s);
		add_tag(&s);
		ends_line = true;
		break;
	case SINK_FD:
		ends_line = true;
		break;
	case SINK_NONE:
		return;
	}
	sbuf_shown(&s, text, strlen(text));
	if (ends_line)
		line[s.len++] = '\n';
	if (out.sink == SINK_SYSLOG)
		(void)send(out.fd, line, s.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	else
		(void)io_write(out.fd, line, s.len);
}

void
log_err(enum log_level level, const struct err *e)
{
	log_line(level, e->text);
}
