/* SPDX-License-Identifier: MIT */
/* Resuming sessions by tickets in a handshake; for tls.c and conn*.c. */
#ifndef TLS_CONN_TICKET_H
#define TLS_CONN_TICKET_H

#include "tls/tls.h"

/* From now on sessions are sealed and resumed with T; NULL: they are not. */
void conn_ticket(const struct tls_tickets *t);

/*
 * To be called when a ClientHello was read and the chains are chosen: what it
 * lacks for a ticket is noted, and early data is skipped.
 */
void conn_ticket_hello(void);

/*
 * The handshake is over and a ticket, if any, is made: wipes what a session
 * is resumed from.  Records need their keys, and KeyUpdate the secrets that
 * they were made from; there is no renegotiation.
 */
void conn_ticket_over(void);

#endif
