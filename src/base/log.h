/* SPDX-License-Identifier: MIT */
/*
 * One line per event, to syslog (RFC 3164, as BusyBox syslogd reads it) or to a
 * file.  The descriptor is opened once, before privileges are dropped, so that
 * a process in an empty chroot can still log. syslog(3) is not used: it opens
 * descriptors by itself and pulls in printf(3).
 *
 * Never writes to descriptors 0 to 2: under inetd they are the client.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

/* Severities and facilities, numbered as in RFC 3164, 4.1.1. */
enum log_level {
	LOG_LEVEL_ERR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_NOTICE = 5,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7
};

enum {
	LOG_FACILITY_DAEMON = 3,
	LOG_LINE_MAX = 1024	/* bytes of a line; the rest is cut off */
};

/*
 * Parses "[facility.]level" as stunnel's -D does: names in any case, or one
 * digit for the level.  -1: invalid.
 */
int log_parse(const char *text, unsigned *facility, unsigned *level);

/*
 * Sends lines up to LEVEL to syslog as IDENT (kept, not copied).  Without a
 * syslogd they are lost, which is not an error: a mail service must not stop
 * for that.
 */
void log_open(const char *ident, unsigned facility, unsigned level);

/* From now on lines go to the end of the file PATH (kept) instead. */
int log_to_file(const char *path, struct err *e);

/* From now on lines go to descriptor FD instead, as bare text. */
void log_to_fd(int fd);

/*
 * Reopens the file or the socket of syslogd: the file may have been rotated, or
 * syslogd (re)started.  If that fails, nothing changes.
 */
void log_reopen(void);

/* The descriptor in use, or -1; and whether it is, or may become, a file. */
int log_fd(void);
int log_is_file(void);

/* After fork(2): lines carry the new process id. */
void log_forked(void);

/* Logs one line; TEXT holds no newline. */
void log_line(enum log_level level, const char *text);

/* Logs the text of E. */
void log_err(enum log_level level, const struct err *e);

#endif
