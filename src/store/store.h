/* SPDX-License-Identifier: MIT */
/* The files that thimble-cert keeps, and messages about them. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/paths.h"

#define STORE_CONF_NAME "thimble.conf"
#define STORE_CONF PATHS_CONF "/" STORE_CONF_NAME

/* In the folder of the PEM files. */
#define STORE_SERVER "server.pem"
#define STORE_SECOND "server-also.pem"	/* the second one: thimble.conf(5) */
/* The device's own pairs, kept while others serve in their places. */
#define STORE_OWN "own.pem"
#define STORE_OWN_SECOND "own-also.pem"
#define STORE_NONE "missing; type: thimble-cert ensure"
#define STORE_CA "ca.pem"
#define STORE_CA_KEY "ca.key"
#define STORE_PENDING "pending.key"
#define STORE_PREV ".prev"
#define STORE_PENDING_PREV STORE_PENDING STORE_PREV
#define STORE_ISSUED "issued.key"
#define STORE_ISSUED_PREV STORE_ISSUED STORE_PREV
#define STORE_ACME_KEY "acme.key"	/* of official certificates */
#define STORE_HOOKS "hooks.d"
#define STORE_LOCK ".lock"

/* Starts a server.pem that `install` wrote: not ours, whoever signed it. */
#define STORE_INSTALLED "# Installed by a person with `thimble-cert install`"

#endif
