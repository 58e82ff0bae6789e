/* SPDX-License-Identifier: MIT */
/* The way back to the device's own pair. */
#ifndef STORE_BACK_H
#define STORE_BACK_H

#include "store/run.h"

/*
 * All under the lock; each returns an exit status, and reports.
 *
 * back_make: makes what is due of R->files, with its key or the one kept for
 * it; NEW_KEY: with a new one.
 */
int back_make(struct run *r, bool new_key);

/* Puts the device's own, made if need be, in place of an installed one. */
int back_serve(struct run *r, bool new_key);

/* For run_each(): back_serve(), or what is missing of the device's own. */
int back_own(struct run *r, const void *arg);

/*
 * The same without making anything, where nothing can be written or the
 * configuration is damaged: own.pem as it is, unless it has expired.
 */
int back_as_is(struct run *r, const void *arg);

#endif
