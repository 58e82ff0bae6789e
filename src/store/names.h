/* SPDX-License-Identifier: MIT */
/* The names that this device's certificate should have. */
#ifndef STORE_NAMES_H
#define STORE_NAMES_H

#include "base/err.h"
#include "base/name.h"
#include "store/conf.h"

/*
 * The names configured in C; without any, the host name by itself, with
 * .local (mDNS), with .lan and with its domain, if it has one, and the private
 * addresses of the interfaces.  A host without a name is called "thimble".
 */
int names_wanted(struct names *set, const struct conf *c, struct err *e);

#endif
