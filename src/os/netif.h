/* SPDX-License-Identifier: MIT */
/* What this host is called and where it can be reached. */
#ifndef OS_NETIF_H
#define OS_NETIF_H

#include "base/err.h"
#include "base/name.h"

/* The host name up to its first dot; -1: none was set, or it is not one. */
int netif_host(struct name *n);

/* The whole of it when it has a dot; -1: it has none. */
int netif_fqdn(struct name *n);

/*
 * Adds the private addresses (name_is_private()) of the interfaces that are
 * up.  Others change too often, or are the provider's.
 */
int netif_addresses(struct names *set, struct err *e);

#endif
