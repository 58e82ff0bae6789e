/* SPDX-License-Identifier: MIT */
/* The names that the certificate of this device should have. */
#ifndef STORE_NAMES_H
#define STORE_NAMES_H

#include "base/err.h"
#include "base/name.h"
#include "store/conf.h"

/*
 * Those that C configures; else the host name alone, under .local (mDNS) and
 * under .lan, whole when it has a domain, and the private addresses of the
 * interfaces.  A host without a name is called "thimble".
 */
int names_wanted(struct names *set, const struct conf *c, struct err *e);

#endif
