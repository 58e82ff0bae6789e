/* SPDX-License-Identifier: MIT */
/*
 * The key of a requested certificate: pending.key, beside server.pem.  A newer
 * one moves it to pending.key.prev.  Once its certificate is installed it is
 * issued.key, and issued.key.prev after the next: the CA may renew the
 * certificate for the same request, whatever serves by then.  `install` finds
 * all four.
 */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include "base/err.h"
#include "tls/key.h"

/* Puts K in place as pending.key, mode 0600. */
int pending_put(const struct key *k, struct err *e);

/* The certificate for the key in file NAME is in place: issued.key. */
int pending_issued(const char *name, struct err *e);

#endif
