/* SPDX-License-Identifier: MIT */
/* Resuming sessions by tickets in a handshake; for tls.c and conn*.c. */
#ifndef TLS_CONN_TICKET_H
#define TLS_CONN_TICKET_H

#include "tls/tls.h"

/* Seals and resumes sessions with T from now on; NULL: no resumption. */
void conn_ticket(const struct tls_tickets *t);

/*
 * To be called when a ClientHello has been read and the chains are chosen:
 * notes what it lacks for resumption, and has early data skipped.
 */
void conn_ticket_hello(void);

#endif
