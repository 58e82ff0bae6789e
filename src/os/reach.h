/* SPDX-License-Identifier: MIT */
/* Outgoing connections with a deadline. */
#ifndef OS_REACH_H
#define OS_REACH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"

/*
 * Connects to address TO by TCP until UNTIL (clock_ms()).  Returns a
 * non-blocking descriptor; -1: E has the reason.
 */
int reach(const struct name *to, unsigned port, int64_t until, struct err *e);

/* Sends all LEN bytes; -1: errno (ETIMEDOUT at UNTIL). */
int reach_send(int fd, const void *bytes, size_t len, int64_t until);

/*
 * Receives 1 to CAP bytes into BUF; 0 at the end; -1: errno (ETIMEDOUT at
 * UNTIL).
 */
long reach_recv(int fd, void *buf, size_t cap, int64_t until);

/*
 * Looks up the address of HOST, a complete host name, in /etc/hosts or with the
 * name servers in /etc/resolv.conf.  FAMILY: 4 or 6.  -1: it has none, or there
 * was no answer until UNTIL.
 */
int reach_find(const char *host, unsigned family, int64_t until,
    struct name *out);

#endif
