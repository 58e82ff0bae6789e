/* SPDX-License-Identifier: MIT */
/* How a connection ends early; for tls.c. */
#ifndef TLS_CONN_END_H
#define TLS_CONN_END_H

/*
 * The connection is over by the engine's error RC: the client gets an alert,
 * unless it got one, and tls_end() says why.
 */
void conn_end(int rc);

#endif
