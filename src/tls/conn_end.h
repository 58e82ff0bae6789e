/* SPDX-License-Identifier: MIT */
/* How a connection ends early; for tls.c. */
#ifndef TLS_CONN_END_H
#define TLS_CONN_END_H

/*
 * Ends the connection because of the engine's error RC: sends the client an
 * alert, unless it has had one, and records the reason for tls_end().
 */
void conn_end(int rc);

#endif
