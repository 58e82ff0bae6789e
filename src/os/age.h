/* SPDX-License-Identifier: MIT */
/* How long a process has been there. */
#ifndef OS_AGE_H
#define OS_AGE_H

#include <stdint.h>

/*
 * Milliseconds since process PID was forked, rounded up to a tick, and
 * the time that the machine slept not counted; -1: not
 * known, for there is no /proc.
 */
int64_t age_of(int pid);

#endif
