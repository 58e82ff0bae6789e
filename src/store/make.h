/* SPDX-License-Identifier: MIT */
/* Carries out a plan: makes keys and certificates and puts them in place. */
#ifndef STORE_MAKE_H
#define STORE_MAKE_H

#include "base/err.h"
#include "store/files.h"
#include "store/plan.h"

/*
 * Carries out P in the current folder, under the lock; F is what was read
 * there and is kept up to date.  SAY gets one line for each thing made.
 *
 * The order is the guarantee: the CA's key, its certificate, the server's
 * file.  After an interruption anywhere the next run goes on from there, and
 * no CA certificate is ever in place without its key.
 */
int make_planned(const struct plan *p, struct files *f,
    const struct plan_facts *t, void (*say)(const char *line),
    struct err *e);

#endif
