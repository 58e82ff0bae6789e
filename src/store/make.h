/* SPDX-License-Identifier: MIT */
/* Carries a plan out: makes keys and certificates and puts them in place. */
#ifndef STORE_MAKE_H
#define STORE_MAKE_H

#include "base/err.h"
#include "store/files.h"
#include "store/plan.h"

/*
 * Does what P says, under the lock, in the current folder; F is what was read
 * there and is changed with it.  SAY gets one line for each thing done.
 *
 * The order is the guarantee: the CA's key, its certificate, the server's
 * file.  Cut off anywhere, what lies there is what the next run starts from,
 * and no CA certificate is ever in place without its key.
 */
int make_planned(const struct plan *p, struct files *f,
    const struct plan_facts *t, void (*say)(const char *line),
    struct err *e);

#endif
