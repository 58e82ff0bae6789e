/* SPDX-License-Identifier: MIT */
/* The files that thimble-cert keeps, and messages about them. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/paths.h"

#define STORE_CONF PATHS_CONF "/thimble.conf"

/* In the folder of the PEM files. */
#define STORE_SERVER "server.pem"
#define STORE_SECOND "server-also.pem"	/* the second one: thimble.conf(5) */
#define STORE_NONE "missing; type: thimble-cert ensure"
#define STORE_ASIDE \
	"moved " STORE_SECOND " to " STORE_SECOND ".prev: one certificate " \
	"is served\n"
#define STORE_CA "ca.pem"
#define STORE_CA_KEY "ca.key"
#define STORE_PENDING "pending.key"
#define STORE_PENDING_PREV STORE_PENDING ".prev"
#define STORE_HOOKS "hooks.d"
#define STORE_LOCK ".lock"

/* Starts a server.pem that `install` wrote: not ours, whoever signed it. */
#define STORE_INSTALLED "# Installed by a person with `thimble-cert install`"

#endif
