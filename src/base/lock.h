/* SPDX-License-Identifier: MIT */
/* One at a time: a lock that the kernel gives back when its holder dies. */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include "base/err.h"

enum { LOCK_BUSY = -2 };

/*
 * Takes the lock of file NAME, made 0600 when it is not there: nobody else
 * can open it and hold us up.  Waits up to WAIT_S seconds.  A descriptor that
 * holds the lock until it is closed, LOCK_BUSY when another process has it,
 * -1 and E otherwise.
 */
int lock_take(const char *name, unsigned wait_s, struct err *e);

#endif
