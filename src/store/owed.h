/* SPDX-License-Identifier: MIT */
/*
 * Hooks that are still to be run: a mark in the folder, made before
 * server.pem is swapped and removed once they have run, so that power which
 * fails in between is made good by the next run.  They may run once too often
 * for that, and never once too rarely.
 */
#ifndef STORE_OWED_H
#define STORE_OWED_H

/*
 * Notes that ACTION (of hooks.h) is about to happen, when there is a
 * hooks.d at all.  A folder that takes no mark goes on without one.  Takes one
 * flush to the disk.
 */
void owed_note(const char *action);

/* The ACTION whose hooks have not run; NULL: none. */
const char *owed_action(void);

/* They have run. */
void owed_clear(void);

#endif
