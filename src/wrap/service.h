/* SPDX-License-Identifier: MIT */
/*
 * The service of a connection: its name in the log and the application
 * protocol that TLS may carry.  A strict protocol keeps one certificate on
 * several ports from being confused (ALPACA attack; RFC 7301).
 */
#ifndef WRAP_SERVICE_H
#define WRAP_SERVICE_H

#include <stdbool.h>

struct service {
	const char *name;
	const char *alpn[2];	/* ended by NULL; empty: not restricted */
	bool acme;		/* answers a validating CA: https alone */
};

/*
 * Finds the service called NAME ("imaps" or "imap"); if NAME is NULL, that of
 * the local PORT ("993"), else one called FALLBACK without restrictions.
 */
void service_find(struct service *s, const char *name, const char *port,
    const char *fallback);

#endif
