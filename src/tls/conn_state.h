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
	int (*acme)(const char *sni, struct tls_chains *chains);
	struct stream *transport;
	struct stream stream;
	struct tls_facts facts;
	char end[64];
	long transport_end;	/* EOF or GONE once reported */
	unsigned reads;		/* from the transport, in this call */
	int refusal;		/* alert unknown to the engine, or 0 */
	int suite13;		/* chosen for TLS 1.3; 0: none yet */
	size_t fragment;	/* record length it asked for, or 0 */
	struct watch watch;
	void *room[2];		/* reserved in the arena: see tls.c */
	bool resumes;		/* TLS 1.2, with a ticket */
	bool chosen;		/* chains chosen: the name is final */
	bool said_hello;	/* a ClientHello was read */
	bool close_sent;
	bool only_alerts;	/* now sending alerts, not data */
	bool settled;		/* the session is where it stays */
	bool asleep;		/* the incoming buffer is released */
	unsigned char counter[8];	/* its first bytes, meanwhile */
};

extern struct tls_conn tls;

#endif
