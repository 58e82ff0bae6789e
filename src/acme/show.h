/* SPDX-License-Identifier: MIT */
/* What there is to know about official certificates, for people and pages. */
#ifndef ACME_SHOW_H
#define ACME_SHOW_H

#include <stdbool.h>

#include "acme/run.h"

/*
 * Calls PUT with each key and value that is known; thimble-cert(8) has the
 * list.  CONFIG is as in conf_read().  EXIT_GOOD, or failed and reported.
 */
int acme_facts(const char *config, void (*put)(void *arg, const char *key,
    const char *value), void *arg);

/*
 * Prints them as lines of key=value, or as one JSON object.  An exit status.
 */
int acme_show(const char *config, bool json);

/*
 * Says in words whether a CA could issue: obstacles, where each name leads,
 * and, if there is a directory for tests, whether that issues a certificate,
 * which is thrown away.  EXIT_GOOD: nothing speaks against it.
 */
int acme_check(struct acme *a);

/*
 * Prints the TXT records by which a CA that knows dns-persist-01 may validate
 * the names of this account at any time (draft-ietf-acme-dns-persist).  Makes
 * the account if there is none.
 */
int acme_persist(struct acme *a);

#endif
