/* SPDX-License-Identifier: MIT */
/*
 * The protocol between the network process N and the key process K: whole
 * messages over one SOCK_SEQPACKET socket.  K treats N as hostile: N reads from
 * the network and may be compromised.
 *
 *   K -> N  first     CONTROL_TICKETS when sessions can be sealed; else not
 *   K -> N  once      CONTROL_CHAIN, then for each certificate, the leaf
 *                     first, 3 bytes of length (big endian) and its DER; a
 *                     length of 0 starts the chain of another key; or
 *                     CONTROL_NONE when there is nothing to serve with; or,
 *                     before one of these two, CONTROL_ASK
 *   N -> K  after ASK CONTROL_NAME and the server name that was asked for,
 *           once      which may be empty
 *   N -> K  at most   CONTROL_OPEN and a ticket that the client came with
 *           4 times   (ticket.h); before or after CONTROL_NAME
 *   K -> N            CONTROL_OPENED and the session, or CONTROL_NONE
 *   N -> K  at most   CONTROL_ACME and the server name that a CA validates
 *           once      (RFC 8737), in place of CONTROL_NAME or after the chain;
 *                     only in a service that answers CAs.  K forgets its keys
 *                     and sends the chain for the challenge, or CONTROL_NONE;
 *                     after it only CONTROL_SIGN may come
 *   N -> K  at most   CONTROL_SIGN, enum sign_scheme, a digest of 32, 48 or
 *           once      64 bytes
 *   K -> N            CONTROL_SIGNED and the signature, or CONTROL_NONE
 *   N -> K  at most   CONTROL_SEAL and a session
 *           once
 *   K -> N            CONTROL_SEALED and a ticket, or CONTROL_NONE
 *   N -> K  at most   CONTROL_CLIENT, the client's name by its certificate
 *           once      and that of its issuer (dn.h), a NUL between
 *   N -> K  once      CONTROL_GO, TLS version (2 or 3), 2 bytes of cipher
 *                     suite (big endian), the server name that was asked for
 *
 *   K -> N  once,     CONTROL_BACKEND with the descriptor of the backend
 *   -r and -L only    (SCM_RIGHTS), or CONTROL_NONE: there is none
 *
 * After GO the key is wiped and K becomes the backend, or for -r ends.
 */
#ifndef WRAP_CONTROL_H
#define WRAP_CONTROL_H

#include "tls/identity.h"
#include "tls/ticket.h"
#include "tls/tls.h"

enum {
	CONTROL_NONE = 0,
	CONTROL_TICKETS = 'T',
	CONTROL_ASK = 'A',
	CONTROL_NAME = 'N',
	CONTROL_ACME = 'a',
	CONTROL_CHAIN = 'C',
	CONTROL_SIGN = 'S',
	CONTROL_SIGNED = 's',
	CONTROL_OPEN = 'O',
	CONTROL_OPENED = 'o',
	CONTROL_SEAL = 'E',
	CONTROL_SEALED = 'e',
	CONTROL_CLIENT = 'c',
	CONTROL_GO = 'G',
	CONTROL_BACKEND = 'B',

	CONTROL_NAME_MAX = 1 + TLS_SNI_MAX,
	CONTROL_CHAIN_MAX = 1 + IDENTITIES_MAX * (IDENTITY_CHAIN_MAX + 3),
	CONTROL_SIGN_MAX = 2 + IDENTITY_HASH_MAX,
	CONTROL_SIGNED_MAX = 1 + IDENTITY_SIG_MAX,
	CONTROL_OPEN_MAX = 1 + TICKET_MAX,
	CONTROL_SEAL_MAX = 1 + TICKET_SESSION_MAX,
	CONTROL_GO_MAX = 4 + TLS_SNI_MAX,
	CONTROL_CLIENT_MAX = 1 + 2 * TLS_DN_MAX
};

#endif
