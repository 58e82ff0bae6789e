/* SPDX-License-Identifier: MIT */
/* "[host:]port" as stunnel and its successors write it. */
#ifndef BASE_HOSTPORT_H
#define BASE_HOSTPORT_H

enum {
	HOSTPORT_HOST_MAX = 256,	/* bytes with their NUL */
	HOSTPORT_PORT_MAX = 32
};

struct hostport {
	char host[HOSTPORT_HOST_MAX];	/* without brackets; "": none */
	char port[HOSTPORT_PORT_MAX];	/* a number or a name; never "" */
};

/*
 * Splits TEXT: port, :port, host:port or [host]:port.  Without brackets the
 * last colon separates, so "::1:993" is port 993 of ::1.  -1: none of these, or
 * too long.  Host and port themselves are not checked.
 */
int hostport_parse(const char *text, struct hostport *hp);

#endif
