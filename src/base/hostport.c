/* SPDX-License-Identifier: MIT */
/* Host and port: see hostport.h. */
#include "base/hostport.h"

#include <stddef.h>
#include <string.h>

int
hostport_parse(const char *text, struct hostport *hp)
{
	const char *colon = strrchr(text, ':');
	const char *port = colon == NULL ? text : colon + 1;
	size_t host_len = colon == NULL ? 0 : (size_t)(colon - text);
	size_t port_len = strlen(port);

	if (text[0] == '[') {
		/* The last colon must directly follow the bracket. */
		if (host_len < 3 || text[host_len - 1] != ']')
			return -1;
		text++;
		host_len -= 2;
	}
	if (host_len >= sizeof hp->host || port_len >= sizeof hp->port ||
	    port_len == 0 || memchr(text, '[', host_len) != NULL ||
	    memchr(text, ']', host_len) != NULL ||
	    strpbrk(port, "[]") != NULL)
		return -1;
	memcpy(hp->host, text, host_len);
	hp->host[host_len] = '\0';
	memcpy(hp->port, port, port_len + 1);
	return 0;
}
