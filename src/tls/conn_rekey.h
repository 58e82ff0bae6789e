/* SPDX-License-Identifier: MIT */
/*
 * KeyUpdate of TLS 1.3 (RFC 8446, 4.6.3 and 7.2), which the engine lacks; for
 * tls.c.  A requested update of our keys is made before the next data is sent,
 * once, however often the client has asked.
 */
#ifndef TLS_CONN_REKEY_H
#define TLS_CONN_REKEY_H

/*
 * Handles a message that the engine did not expect.  0: it was a KeyUpdate, and
 * reading continues with new keys.  Otherwise the error to end with; too many
 * KeyUpdates without data in between are an error, too.
 */
int conn_rekey_heard(void);

/* Data has arrived. */
void conn_rekey_data(void);

/* To be called before data is written.  Returns 0 or the engine's error. */
int conn_rekey_send(void);

#endif
