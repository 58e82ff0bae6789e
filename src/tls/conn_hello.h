/* SPDX-License-Identifier: MIT */
/* Handling of a ClientHello that the engine lacks; for tls.c. */
#ifndef TLS_CONN_HELLO_H
#define TLS_CONN_HELLO_H

/*
 * To be called before each step of the handshake: if a ClientHello is expected,
 * reads it, checks it (RFC 8446, 4.1.2 and 4.2) and chooses the TLS 1.3 suite
 * in our order, where the engine would follow the client's.  0: the engine may
 * continue; otherwise its error, with tls.refusal if the client is refused.
 */
int conn_hello(void);

#endif
