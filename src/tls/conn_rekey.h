/* SPDX-License-Identifier: MIT */
/*
 * KeyUpdate of TLS 1.3 (RFC 8446, 4.6.3 and 7.2), which the engine does not
 * have; for tls.c.  What the client asks for is done before the next data goes
 * out, once, however often it asked.
 */
#ifndef TLS_CONN_REKEY_H
#define TLS_CONN_REKEY_H

/*
 * The engine has read a message that it does not expect.  0: it was a
 * KeyUpdate, and reading goes on with new keys; else the error to end with,
 * also when it is one of too many with no data between them.
 */
int conn_rekey_heard(void);

/* Data came. */
void conn_rekey_data(void);

/* Before data is written; 0 or an error of the engine, as when writing. */
int conn_rekey_send(void);

#endif
