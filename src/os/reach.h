/* SPDX-License-Identifier: MIT */
/* Connections of our own to others, with a limit in time. */
#ifndef OS_REACH_H
#define OS_REACH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/name.h"

/*
 * Connects to the address TO by TCP until UNTIL (clock_ms()).  A descriptor
 * that does not block; -1: E says why.
 */
int reach(const struct name *to, unsigned port, int64_t until, struct err *e);

/* Sends all LEN bytes; -1: errno, ETIMEDOUT at UNTIL. */
int reach_send(int fd, const void *bytes, size_t len, int64_t until);

/* 1 to CAP bytes into BUF, 0 at the end; -1: errno, ETIMEDOUT at UNTIL. */
long reach_recv(int fd, void *buf, size_t cap, int64_t until);

/*
 * The address of HOST, a host name in full: as /etc/hosts says, or the name
 * servers of /etc/resolv.conf.  FAMILY: 4 or 6.  -1: it has none, or nobody
 * answered until UNTIL.
 */
int reach_find(const char *host, unsigned family, int64_t until,
    struct name *out);

#endif
