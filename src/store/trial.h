/* SPDX-License-Identifier: MIT */
/*
 * A change on trial: unless it is confirmed in time, all files of the folder
 * are again what they were before it.
 *
 * The folder .trial holds a second name of each file, which costs no room, and
 * last the mark `until`, a symbolic link made whole or not at all: "BOOT START
 * END", the kernel's boot id and seconds of uptime.  The wall clock plays no
 * part.  The trial is over when the uptime is END, or after another boot: a
 * change that cut its own power does not come to stay.
 *
 * All but trial_left() and trial_ran_ms() is done under the lock.
 */
#ifndef STORE_TRIAL_H
#define STORE_TRIAL_H

#include <stdint.h>

#include "base/err.h"

enum { TRIAL_MAX_MIN = 5 };

/* Seconds left; 0: it is over, and has to be undone; -1: there is none. */
long trial_left(void);

/* How long it has run, up to a second more; -1: none is running. */
int64_t trial_ran_ms(void);

/*
 * Starts a trial of so many minutes, or gives one that is running its time
 * anew: what is restored is what was there before the first.  -1: E, and
 * nothing has changed.  Costs a few flushes to the disk.
 */
int trial_start(unsigned long minutes, struct err *e);

/*
 * Notes that a trial was not confirmed in time, for the page to tell people why
 * nothing has changed; the next trial forgets it.
 */
void trial_note(void);

/* Seconds since 1970 of the last such note; -1: there is none. */
int64_t trial_noted(void);

/* Puts back what was there before, whole or to be continued. */
int trial_undo(struct err *e);

/* Ends the trial: what is there now stays. */
int trial_keep(struct err *e);

/* Removes what an interrupted start or end left; whether there is any. */
void trial_clean(void);
int trial_dirty(void);

/*
 * Forks a process that waits for the end of the trial, without any of our
 * descriptors.  Its number in the parent; 0 in the child, when the time has
 * come or the trial has ended otherwise; -1: errno.
 */
int trial_fork(void);

#endif
