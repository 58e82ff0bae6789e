/* SPDX-License-Identifier: MIT */
/* The engine's way to the transport, watched in both directions; for tls.c. */
#ifndef TLS_CONN_BIO_H
#define TLS_CONN_BIO_H

/* Has the engine read and write by tls.transport. */
void conn_bio(void);

#endif
