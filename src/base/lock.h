/* SPDX-License-Identifier: MIT */
/* A lock that the kernel releases when its holder dies. */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include "base/err.h"

enum { LOCK_BUSY = -2 };

/*
 * Locks file NAME, which is created with mode 0600 if missing, so that other
 * users cannot open it and block us.  Waits up to WAIT_S seconds.  Returns a
 * descriptor that holds the lock until it is closed, LOCK_BUSY if another
 * process has the lock, or -1 and E.
 */
int lock_take(const char *name, unsigned wait_s, struct err *e);

#endif
