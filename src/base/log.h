/* SPDX-License-Identifier: MIT */
/*
 * One line an event, to syslog (RFC 3164, the way BusyBox syslogd reads it)
 * or to a file.  The descriptor is opened once, before privileges are
 * dropped, so that a process in an empty chroot can still log.  syslog(3) is
 * not used: it opens things by itself and brings printf(3) along.
 *
 * Never writes to descriptors 0 to 2: under inetd they are the client.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

/* Severity and facility with the numbers of RFC 3164, 4.1.1. */
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
 * Reads "[facility.]level" as stunnel's -D does: names in any case or one
 * digit for the level.  -1: neither.
 */
int log_parse(const char *text, unsigned *facility, unsigned *level);

/*
 * Sends lines up to LEVEL to syslog as IDENT (kept, not copied).  Without a
 * syslogd they are lost, which is no error: a mail service must not stop for
 * that.
 */
void log_open(const char *ident, unsigned facility, unsigned level);

/* From now on lines go to the end of the file PATH (kept) instead. */
int log_to_file(const char *path, struct err *e);

/* From now on lines go to descriptor FD instead, as bare text. */
void log_to_fd(int fd);

/*
 * Opens the file or the way to syslogd anew: the file may have been moved
 * away, syslogd been started again, or only now.  When that fails all stays
 * as it is.
 */
void log_reopen(void);

/* The descriptor in use, -1: none; and whether it is, or may be, a file. */
int log_fd(void);
int log_is_file(void);

/* After fork(2): lines carry the new process id. */
void log_forked(void);

/* Logs one line; TEXT holds no newline. */
void log_line(enum log_level level, const char *text);

/* Logs the sentence of E. */
void log_err(enum log_level level, const struct err *e);

#endif
