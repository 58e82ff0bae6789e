/* SPDX-License-Identifier: MIT */
/* The host name and the addresses of this host. */
#ifndef OS_NETIF_H
#define OS_NETIF_H

#include "base/err.h"
#include "base/name.h"

/* The host name up to its first dot; -1: not set, or not valid. */
int netif_host(struct name *n);

/* The whole host name if it has a dot; -1: it has none. */
int netif_fqdn(struct name *n);

/*
 * Adds the private addresses (name_is_private()) of the interfaces that are up.
 * Other addresses change too often or belong to the provider.
 */
int netif_addresses(struct names *set, struct err *e);

#endif
