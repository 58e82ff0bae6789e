/* SPDX-License-Identifier: MIT */
/* The one connection, for tls.c and conn*.c alone. */
#ifndef TLS_CONN_STATE_H
#define TLS_CONN_STATE_H

#include <stdbool.h>

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include "tls/tls.h"
#include "tls/watch.h"

struct tls_conn {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config conf;
	mbedtls_x509_crt *chain[TLS_CHAINS_MAX];	/* in the arena; NULL */
	const char *alpn[4];
	int (*choose)(const char *sni, struct tls_chains *chains);
	struct stream *transport;
	struct stream stream;
	struct tls_facts facts;
	char end[64];
	long transport_end;	/* EOF or GONE once the transport said so */
	unsigned reads;		/* from the transport, in this call */
	int refusal;		/* alert that the engine does not know of; 0 */
	int suite13;		/* of TLS 1.3, chosen; 0: none yet */
	size_t fragment;	/* bytes of a record that it asked for; 0 */
	struct watch watch;
	void *room[2];		/* kept in the arena for what stays: tls.c */
	bool resumes;		/* TLS 1.2, by a ticket */
	bool chosen;		/* the chains, by the name: it stays */
	bool said_hello;	/* the client has */
	bool close_sent;
	bool only_alerts;	/* what goes out now is no data */
	bool asleep;		/* the incoming buffer was given back */
	unsigned char counter[8];	/* its first bytes meanwhile */
};

extern struct tls_conn tls;

#endif
