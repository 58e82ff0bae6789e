/* SPDX-License-Identifier: MIT */
/* Services: see service.h. */
#include "wrap/service.h"

#include <stddef.h>
#include <string.h>

/* Names of /etc/services and of the IANA ALPN registry; "smtp" is not in it
 * yet, but clients that send it mean this. */
static const struct {
	char port[4], name[7], alpn[9];
	bool acme;		/* CAs ask there only (RFC 8737, 3) */
} services[] = {
	{ "993", "imaps", "imap", false },
	{ "995", "pop3s", "pop3", false },
	{ "443", "https", "http/1.1", true },
	{ "465", "smtps", "smtp", false }
};

enum { ROWS = sizeof services / sizeof services[0] };

/* "imap" and "imaps" are the same service; likewise "http" and "https". */
static int
is_named(size_t i, const char *name)
{
	size_t len = strlen(services[i].name);

	return strcmp(name, services[i].name) == 0 ||
	    (strlen(name) == len - 1 &&
	    strncmp(name, services[i].name, len - 1) == 0);
}

void
service_find(struct service *s, const char *name, const char *port,
    const char *fallback)
{
	size_t i;

	s->alpn[0] = s->alpn[1] = NULL;
	s->acme = false;
	s->name = name != NULL ? name : fallback;
	for (i = 0; i < ROWS; i++) {
		if (name != NULL ? !is_named(i, name) :
		    strcmp(services[i].port, port) != 0)
			continue;
		if (name == NULL)
			s->name = services[i].name;
		s->alpn[0] = services[i].alpn;
		s->acme = services[i].acme;
		return;
	}
}
