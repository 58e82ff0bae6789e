/* SPDX-License-Identifier: MIT */
/*
 * The key of a requested certificate: pending.key, beside server.pem.  A newer
 * one moves it to pending.key.prev, where `install` still finds it.
 */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include "base/err.h"
#include "tls/key.h"

/* Puts K in place as pending.key, mode 0600. */
int pending_put(const struct key *k, struct err *e);

/* Removes file NAME, whose key is in use now. */
void pending_remove(const char *name);

#endif
