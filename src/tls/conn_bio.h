/* SPDX-License-Identifier: MIT */
/* The engine's I/O callbacks, which also watch the records; for tls.c. */
#ifndef TLS_CONN_BIO_H
#define TLS_CONN_BIO_H

/* Makes the engine read from and write to tls.transport. */
void conn_bio(void);

#endif
