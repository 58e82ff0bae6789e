/* SPDX-License-Identifier: MIT */
/* TICKETS = no: each handshake is a full one. */

/* For a session's secrets. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/conn_state.h"
#include "tls/conn_ticket.h"

/* As in conn_ticket.c: early data is skipped whoever allowed it. */
enum { EARLY_MAX = 2 * 16384 };

void
conn_ticket(const struct tls_tickets *t)
{
	(void)t;
	mbedtls_ssl_conf_tls13_key_exchange_modes(&tls.conf,
	    MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL);
}

void
conn_ticket_hello(void)
{
	if (mbedtls_ssl_get_version_number(&tls.ssl) ==
	    MBEDTLS_SSL_VERSION_TLS1_3)
		tls.ssl.session_negotiate->max_early_data_size = EARLY_MAX;
}
