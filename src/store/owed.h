/* SPDX-License-Identifier: MIT */
/*
 * Hooks still to be run: a mark in the folder, made before server.pem is
 * swapped and removed once they have run.  After a power failure in between,
 * the next run runs them: hooks run at least once for each change.
 */
#ifndef STORE_OWED_H
#define STORE_OWED_H

/*
 * Makes the mark for ACTION (see hooks.h), which is about to happen, if there
 * is a hooks.d.  Does without if the mark cannot be made.  Takes one flush to
 * the disk.
 */
void owed_note(const char *action);

/* The ACTION whose hooks have not run; NULL: none. */
const char *owed_action(void);

/* Removes the mark: the hooks have run. */
void owed_clear(void);

#endif
