/* SPDX-License-Identifier: MIT */
/* What the engine does not see to in a ClientHello; for tls.c. */
#ifndef TLS_CONN_HELLO_H
#define TLS_CONN_HELLO_H

/*
 * Before each step of the handshake: when a ClientHello is waited for, reads
 * it, checks it (RFC 8446, 4.1.2 and 4.2) and chooses the suite of TLS 1.3 by
 * our order; the engine would take the client's first.  0: the engine may go
 * on; else its error, with tls.refusal if the client is refused.
 */
int conn_hello(void);

#endif
