/* SPDX-License-Identifier: MIT */
/*
 * The key that waits for its certificate: pending.key, beside server.pem.  A
 * newer one moves it to pending.key.prev, where `install` still finds it.
 */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include "base/err.h"
#include "tls/key.h"

/*
 * The first private key in file NAME of the folder, *K NULL: there is no file
 * or no key in it.  -1: the file is not to be trusted.  Under the lock: one
 * that others may read is shut.
 */
int cert_key_read(const char *name, struct key **k, struct err *e);

/* Puts K in place as pending.key, mode 0600. */
int cert_key_wait(const struct key *k, struct err *e);

/* Removes file NAME, whose key has found its certificate. */
void cert_key_done(const char *name);

#endif
