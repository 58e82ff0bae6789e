/* SPDX-License-Identifier: MIT */
/*
 * Programs that a person wants to have run once a new server.pem is in place:
 * all in hooks.d beside it.
 */
#ifndef STORE_HOOKS_H
#define STORE_HOOKS_H

#include "store/conf.h"

enum { HOOKS_MAX_S = 30 };

/*
 * Runs all of hooks.d in the current folder, which is C's, in order of their
 * names.  ACTION is what happened to server.pem or, SECOND, to server-also.pem:
 * made, renewed, installed or reverted.
 *
 * A hook is a regular file, not hidden, that may be executed, belongs to root
 * or us and that nobody else may write; so must the folder be.  A file that
 * may not be executed is passed over in silence: that turns a hook off.
 *
 * It gets the variables PATH (fixed), ACTION, PEM (the path of that file),
 * FINGERPRINT (SHA-256 of the leaf, as `show` has it) and EXPIRES (RFC 3339),
 * / as folder, nothing on standard input, none of our descriptors.  What it
 * says goes to standard error until it ends.  After HOOKS_MAX_S seconds its
 * session is ended.  Whatever goes wrong is said, there and in syslog, and
 * changes nothing.  What owed_note() noted is paid then,
 * unless one of them could not be started.
 *
 * The caller holds the lock all the time, so hooks run in the order of the
 * swaps; a hook that calls thimble-cert finds it at work (exit status 75) or
 * with nothing to do.
 */
void hooks_run(const struct conf *c, bool second, const char *action);

#endif
