/* SPDX-License-Identifier: MIT */
/* The end by an error: see conn_end.h. */

/* The alert that the engine has in mind, and what it still has to send. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/conn_end.h"

#include "base/sbuf.h"
#include "tls/alert.h"
#include "tls/conn_state.h"

static void
set_end(const char *what, const char *name)
{
	struct sbuf s;

	if (tls.end[0] != '\0')
		return;
	sbuf_init(&s, tls.end, sizeof tls.end);
	sbuf_str(&s, what);
	sbuf_str(&s, name);
}

/* Tells the client that error RC ended the connection, unless it was told. */
static int
send_alert(int rc)
{
	int number = tls.refusal != 0 ? tls.refusal :
	    tls.ssl.alert_type != 0 ? tls.ssl.alert_type :
	    alert_for_error(rc);

	/* With a message still to go out, a call does that and no more. */
	int calls = tls.ssl.out_left != 0 ? 2 : 1;

	if (tls.watch.sent != ALERT_NONE)
		return tls.watch.sent;
	for (; !tls.watch.sealed && calls > 0; calls--)
		(void)mbedtls_ssl_send_alert_message(&tls.ssl,
		    MBEDTLS_SSL_ALERT_LEVEL_FATAL, (unsigned char)number);
	return number;
}

void
conn_end(int rc)
{
	if (tls.transport_end == STREAM_GONE)
		set_end("reset", "");
	else if (rc == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
		set_end("alert-received:", alert_name(tls.ssl.in_msg[1]));
	else if (tls.watch.heard != ALERT_NONE)
		set_end("alert-received:", alert_name(tls.watch.heard));
	else if (rc == MBEDTLS_ERR_SSL_CONN_EOF ||
	    rc == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
		set_end("eof", "");
	else
		set_end("alert-sent:", alert_name(send_alert(rc)));
}
