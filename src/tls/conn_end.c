/* SPDX-License-Identifier: MIT */
/* Ending with an error: see conn_end.h. */

/* For the engine's pending alert, and the bytes still to be sent. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/conn_end.h"

#include <stdbool.h>

#include "base/sbuf.h"
#include "tls/alert.h"
#include "tls/conn_state.h"

/* In the log: mail programs without encryption, browsers with http:. */
#define PLAIN_TEXT "plain-text-not-tls"

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

/* Sends the client the alert for error RC, unless it has had one. */
static int
send_alert(int rc)
{
	int number = tls.refusal != 0 ? tls.refusal :
	    tls.ssl.alert_type != 0 ? tls.ssl.alert_type :
	    alert_for_error(rc);

	/* If a message is still unsent, the first call sends only that. */
	int calls = tls.ssl.out_left != 0 ? 2 : 1;

	if (tls.watch.sent != ALERT_NONE)
		return tls.watch.sent;
	for (; !tls.watch.sealed && calls > 0; calls--)
		(void)mbedtls_ssl_send_alert_message(&tls.ssl,
		    MBEDTLS_SSL_ALERT_LEVEL_FATAL, (unsigned char)number);
	return number;
}

/* No record begins with a printable character: a byte is the type. */
static bool
is_plain_text(void)
{
	return !tls.said_hello && tls.watch.head[0] >= ' ' &&
	    tls.watch.head[0] <= '~';
}

void
conn_end(int rc)
{
	int alert;

	if (tls.transport_end == STREAM_GONE)
		set_end("reset", "");
	else if (rc == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
		set_end("alert-received:", alert_name(tls.ssl.in_msg[1]));
	else if (tls.watch.heard != ALERT_NONE)
		set_end("alert-received:", alert_name(tls.watch.heard));
	else if (rc == MBEDTLS_ERR_SSL_CONN_EOF ||
	    rc == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
		set_end(is_plain_text() ? PLAIN_TEXT : "eof", "");
	else {
		alert = send_alert(rc);
		if (is_plain_text())
			set_end(PLAIN_TEXT, "");
		else
			set_end("alert-sent:", alert_name(alert));
	}
}
