/* SPDX-License-Identifier: MIT */
/* The programs in hooks.d, run after server.pem has changed. */
#ifndef STORE_HOOKS_H
#define STORE_HOOKS_H

#include "store/conf.h"

enum { HOOKS_MAX_S = 30 };

enum hooks_kind {
	HOOKS_GOOD,
	HOOKS_SKIPPED,	/* a leftover, or turned off */
	HOOKS_BAD,	/* others could have changed it */
	HOOKS_UNKNOWN	/* it cannot be examined, or is gone */
};

/*
 * Runs each hook of the current folder, which is C's, in order of their names.
 * ACTION is what happened to server.pem (SECOND: server-also.pem): made,
 * renewed, installed or reverted.
 *
 * A hook is a regular, executable file that belongs to root or us and is not
 * writable by others; the same holds for the folder, and install_enter() judged
 * those above it.  Its name has letters, digits, '_' and '-' only, perhaps with
 * .sh behind them, and is not README.  Files of other names, as editors and
 * packages leave them, and files that are not executable are skipped silently.
 *
 * It gets the variables PATH (fixed), ACTION, PEM (the path of that file),
 * FINGERPRINT (SHA-256 of the leaf, as `show` has it) and EXPIRES (RFC 3339),
 * hooks.d as working directory, an empty standard input and none of our
 * descriptors.  Its output goes to standard error until it ends.  After
 * HOOKS_MAX_S seconds its session is killed.  A failure is reported there and
 * in syslog and changes nothing.  The mark of owed_note() is then removed,
 * unless a hook could not be started.
 *
 * The caller holds the lock all the time, so hooks run in the order of the
 * swaps; a thimble-cert started by a hook ends with 75 (try later) or finds
 * nothing to do.
 */
void hooks_run(const struct conf *c, bool second, const char *action);

/*
 * Calls SAY for each file of the current folder's hooks.d that would not run
 * and is not hidden, and for the folder itself; KIND is HOOKS_SKIPPED or
 * HOOKS_BAD.
 */
void hooks_judge(void (*say)(void *arg, enum hooks_kind kind,
    const char *where, const char *why), void *arg);

#endif
