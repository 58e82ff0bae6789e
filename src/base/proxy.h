/* SPDX-License-Identifier: MIT */
/*
 * HAProxy's PROXY protocol header, versions 1 and 2, which gives the client's
 * address to the server behind a relay (proxy-protocol.txt, 2.1 and 2.2).
 */
#ifndef BASE_PROXY_H
#define BASE_PROXY_H

#include <stddef.h>
#include <stdint.h>

enum {
	PROXY_MAX = 512		/* bytes of any header; version 1: 107 */
};

struct proxy {
	/*
	 * The client's address and the one it connected to, numeric
	 * (os/addr.h).  Anything else, or two families, is sent as unknown.
	 */
	const char *from, *from_port, *to, *to_port;
	/*
	 * Version 2 only; NULL: left out.  "TLSv1.3", OpenSSL's name of the
	 * cipher suite, and the server name, chosen by the client.
	 */
	const char *tls, *suite, *server_name;
};

/* Writes the header of VERSION 1 or 2 for P to BUF; returns its length. */
size_t proxy_header(unsigned version, const struct proxy *p,
    uint8_t buf[PROXY_MAX]);

#endif
