/* SPDX-License-Identifier: MIT */
/*
 * Recognizing the connection of a CA that validates a name by tls-alpn-01 (RFC
 * 8737, 3).
 */
#ifndef TLS_HELLO_ACME_H
#define TLS_HELLO_ACME_H

#include "tls/hello.h"

#define HELLO_ACME "acme-tls/1"

/*
 * Whether the client offers "acme-tls/1" and no other protocol, and one server
 * name, a host name.  Takes any bytes that hello_fault() has passed.
 */
bool hello_is_acme(const struct hello *h);

#endif
