/* SPDX-License-Identifier: MIT */
/* The programs in hooks.d, run after server.pem has changed. */
#ifndef STORE_HOOKS_H
#define STORE_HOOKS_H

#include "store/conf.h"

enum { HOOKS_MAX_S = 30 };

/*
 * Runs each hook of the current folder, which is C's, in order of their names.
 * ACTION is what happened to server.pem (SECOND: server-also.pem): made,
 * renewed, installed or reverted.
 *
 * A hook is a regular, executable file that is not hidden, belongs to root or
 * us and is not writable by others; the same holds for the folder.  A file that
 * is not executable is skipped silently: that turns a hook off.
 *
 * It gets the variables PATH (fixed), ACTION, PEM (the path of that file),
 * FINGERPRINT (SHA-256 of the leaf, as `show` has it) and EXPIRES (RFC 3339),
 * / as working directory, an empty standard input and none of our descriptors.
 * Its output goes to standard error until it ends.  After HOOKS_MAX_S seconds
 * its session is killed.  A failure is reported there and in syslog and changes
 * nothing.  The mark of owed_note() is then removed, unless a hook could not be
 * started.
 *
 * The caller holds the lock all the time, so hooks run in the order of the
 * swaps; a thimble-cert started by a hook ends with 75 (try later) or finds
 * nothing to do.
 */
void hooks_run(const struct conf *c, bool second, const char *action);

#endif
