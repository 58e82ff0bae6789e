/* SPDX-License-Identifier: MIT */
/*
 * The header that tells a server behind a relay who the client is: HAProxy's
 * PROXY protocol, versions 1 and 2 (proxy-protocol.txt, 2.1 and 2.2).
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
	 * The client and what it reached, numeric (os/addr.h).  What is no
	 * address, or two kinds of them, is sent as unknown.
	 */
	const char *from, *from_port, *to, *to_port;
	/*
	 * Version 2 only, NULL: left out.  "TLSv1.3", the suite in OpenSSL's
	 * words, and the server name, which the client chose.
	 */
	const char *tls, *suite, *server_name;
};

/* Writes the header of VERSION 1 or 2 for P to BUF; its length. */
size_t proxy_header(unsigned version, const struct proxy *p,
    uint8_t buf[PROXY_MAX]);

#endif
