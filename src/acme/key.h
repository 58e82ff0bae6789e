/* SPDX-License-Identifier: MIT */
/*
 * The key of official certificates: acme.key beside server.pem.  It is made
 * once and stays, so that a renewal is no news for those who pinned it, and is
 * among the keys that `thimble-cert install` looks at.
 */
#ifndef ACME_KEY_H
#define ACME_KEY_H

#include "base/err.h"
#include "tls/key.h"

/*
 * Reads the key of DIR, or makes it.  Enters DIR and comes back; waits for the
 * lock there.  NULL: E.
 */
struct key *acme_key(const char *dir, struct err *e);

#endif
