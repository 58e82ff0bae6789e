/* SPDX-License-Identifier: MIT */
/* The log: levels by name, lines in a file, nothing that can forge a line. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "lib/unit.h"

static char path[600];
static char text[8192];

static const struct {
	const char *text;
	int rc;
	unsigned facility, level;
} rows[] = {
	{ "notice", 0, 99, 5 }, { "0", 0, 99, 0 }, { "7", 0, 99, 7 },
	{ "debug", 0, 99, 7 }, { "DEBUG", 0, 99, 7 }, { "Err", 0, 99, 3 },
	{ "emerg", 0, 99, 0 }, { "alert", 0, 99, 1 }, { "crit", 0, 99, 2 },
	{ "warning", 0, 99, 4 }, { "info", 0, 99, 6 },
	{ "daemon.info", 0, 3, 6 }, { "MAIL.7", 0, 2, 7 },
	{ "authpriv.err", 0, 10, 3 }, { "local0.0", 0, 16, 0 },
	{ "local7.debug", 0, 23, 7 }, { "user.notice", 0, 1, 5 },
	{ "auth.notice", 0, 4, 5 }, { "syslog.notice", 0, 5, 5 },
	{ "8", -1, 99, 99 }, { "-1", -1, 99, 99 }, { "07", -1, 99, 99 },
	{ "", -1, 99, 99 }, { ".", -1, 99, 99 }, { "daemon.", -1, 99, 99 },
	{ "daemon", -1, 99, 99 }, { ".info", -1, 99, 99 },
	{ "notice ", -1, 99, 99 }, { "notic", -1, 99, 99 },
	{ "local8.info", -1, 99, 99 }, { "daemon.info.x", -1, 99, 99 },
	{ "kern.info", -1, 99, 99 }, { "nowhere.info", -1, 99, 99 }
};

/* The file as it is now. */
static size_t
read_log(void)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);

	(void)close(fd);
	if (n < 0)
		n = 0;
	text[n] = '\0';
	return (size_t)n;
}

/* "2026-11-23T20:31:05Z " */
static bool
is_time(const char *p)
{
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ ";
	size_t i;

	for (i = 0; form[i] != '\0'; i++)
		if (form[i] == 'd' ? p[i] < '0' || p[i] > '9' :
		    p[i] != form[i])
			return false;
	return true;
}

/* The last line of the file: its time, then WANT, then its end. */
static void
last_line(const char *want)
{
	size_t n = read_log();
	char *p;

	if (!CHECK(n > 0) || !CHECK_INT(text[n - 1], '\n'))
		return;
	text[n - 1] = '\0';
	p = strrchr(text, '\n');
	p = p == NULL ? text : p + 1;
	if (CHECK(is_time(p)))
		CHECK_STR(p + 21, want);
}

static void
test_lines(void)
{
	char want[256];
	struct err e;
	size_t n;
	pid_t pid;
	int status;

	(void)snprintf(want, sizeof want, "ident[%ld]: EXIT why=eof",
	    (long)getpid());
	log_line(LOG_LEVEL_NOTICE, "EXIT why=eof");
	last_line(want);

	/* Up to the level and no further. */
	n = read_log();
	log_line(LOG_LEVEL_INFO, "more than was asked for");
	log_line(LOG_LEVEL_DEBUG, "more than was asked for");
	CHECK_INT(read_log(), n);
	err_clear(&e);
	err_why(&e, "load", "x.pem", "empty");
	log_err(LOG_LEVEL_ERR, &e);
	(void)snprintf(want, sizeof want, "ident[%ld]: load x.pem: empty",
	    (long)getpid());
	last_line(want);

	/* One line stays one line, whatever is in it. */
	log_line(LOG_LEVEL_ERR, "a\nb\r\033[2J\t\177\xc3\xa4.");
	(void)snprintf(want, sizeof want, "ident[%ld]: a?b??[2J????.",
	    (long)getpid());
	last_line(want);

	/* A child appends under its own number. */
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		log_forked();
		log_line(LOG_LEVEL_NOTICE, "child");
		_exit(0);
	}
	CHECK_INT(waitpid(pid, &status, 0), pid);
	(void)snprintf(want, sizeof want, "ident[%ld]: child", (long)pid);
	last_line(want);
}

static void
test_cut(void)
{
	static char big[3 * LOG_LINE_MAX];
	size_t before, n, len;

	memset(big, 'x', sizeof big - 1);
	before = read_log();
	log_line(LOG_LEVEL_NOTICE, big);
	n = read_log();
	CHECK(n - before <= LOG_LINE_MAX);
	CHECK(n - before > LOG_LINE_MAX - 8);
	CHECK_INT(text[n - 1], '\n');
	/* It is one line, and the next one stands behind it. */
	CHECK(memchr(text + before, '\n', n - before - 1) == NULL);
	log_line(LOG_LEVEL_NOTICE, "next");
	len = read_log();
	CHECK(len > n);
	CHECK(is_time(text + n));
}

/* The log never lands on the client's descriptors. */
static int
log_while_stdio_is_closed(void)
{
	struct err e;
	int fd;

	(void)close(0);
	(void)close(1);
	(void)close(2);
	err_clear(&e);
	if (log_to_file(path, &e) < 0)
		return 1;
	log_line(LOG_LEVEL_NOTICE, "closed stdio");
	for (fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return 2;
	if (log_fd() < 3)
		return 3;
	return (fcntl(log_fd(), F_GETFD) & FD_CLOEXEC) != 0 ? 0 : 4;
}

static void
test_stdio(void)
{
	int status = -1;
	pid_t pid;

	(void)fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(log_while_stdio_is_closed());
	CHECK_INT(waitpid(pid, &status, 0), pid);
	CHECK_INT(status, 0);
	CHECK(read_log() > 0);
	CHECK(strstr(text, "]: closed stdio\n") != NULL);
}

static void
test_fd(void)
{
	char got[64];
	int p[2];

	if (!CHECK(pipe(p) == 0))
		return;
	log_to_fd(p[1]);
	CHECK_INT(log_fd(), p[1]);
	CHECK(log_is_file());
	log_line(LOG_LEVEL_NOTICE, "bare\ttext");
	CHECK_INT(read(p[0], got, sizeof got), 10);
	CHECK_MEM(got, 10, "bare?text\n", 10);
}

/* A file that was moved away: a new one, under the same descriptor. */
static void
test_reopen(void)
{
	char old[sizeof path + 4];
	struct stat st;
	int fd = log_fd();

	(void)snprintf(old, sizeof old, "%s.old", path);
	CHECK_INT(rename(path, old), 0);
	log_line(LOG_LEVEL_NOTICE, "to the old one");
	CHECK_INT(stat(path, &st), -1);
	log_reopen();
	CHECK_INT(log_fd(), fd);
	CHECK_INT(fcntl(fd, F_GETFD), FD_CLOEXEC);
	CHECK_INT(stat(path, &st), 0);
	CHECK_INT(st.st_size, 0);
	log_line(LOG_LEVEL_NOTICE, "to the new one");
	CHECK_INT(stat(path, &st), 0);
	CHECK(st.st_size > 0);
	/* Nowhere to open it: the old one stays. */
	CHECK_INT(rename(path, old), 0);
	CHECK_INT(mkdir(path, 0755), 0);
	log_reopen();
	log_line(LOG_LEVEL_NOTICE, "still there");
	CHECK_INT(stat(old, &st), 0);
	CHECK(st.st_size > 60);
	CHECK_INT(rmdir(path), 0);
}

int
main(void)
{
	const char *tmp = getenv("TMP");
	unsigned facility, level;
	struct stat st;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		facility = level = 99;
		if (!CHECK_INT(log_parse(rows[i].text, &facility, &level),
		    rows[i].rc))
			printf("\tin row \"%s\"\n", rows[i].text);
		CHECK_INT(facility, rows[i].facility);
		CHECK_INT(level, rows[i].level);
	}
	(void)snprintf(path, sizeof path, "%s/log", tmp == NULL ? "." : tmp);
	(void)unlink(path);
	log_open("ident", LOG_FACILITY_DAEMON, LOG_LEVEL_NOTICE);
	CHECK(!log_is_file());
	err_clear(&e);
	CHECK_INT(log_to_file("/nowhere/log", &e), -1);
	CHECK_STR(e.text,
	    "open the log /nowhere/log: No such file or directory");
	err_clear(&e);
	/* Not through a link, which could be another's. */
	(void)snprintf(text, sizeof text, "%s.link", path);
	CHECK(symlink(path, text) == 0 && log_to_file(text, &e) < 0);
	err_clear(&e);
	if (CHECK_INT(log_to_file(path, &e), 0)) {
		CHECK(log_is_file());
		CHECK_INT(stat(path, &st), 0);
		CHECK_INT(st.st_mode & 07, 0);
		test_lines();
		test_cut();
		test_stdio();
		test_reopen();
		test_fd();
	}
	return unit_done();
}
