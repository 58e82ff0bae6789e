/* SPDX-License-Identifier: MIT */
/* The log lines of a connection: see connection.h. */
#include "wrap/connection.h"

#include "base/clock.h"
#include "base/log.h"

enum { LOG_TEXT_MAX = 512 };

void
connection_line(struct sbuf *l, const char *verb, const struct connection *c)
{
	sbuf_str(l, verb);
	sbuf_str(l, " service=");
	sbuf_str(l, c->service->name);
	sbuf_str(l, " from=");
	sbuf_str(l, c->peer->host);
}

void
connection_log_start(const struct connection *c)
{
	char text[LOG_TEXT_MAX];
	struct sbuf l;

	sbuf_init(&l, text, sizeof text);
	connection_line(&l, "START", c);
	log_line(LOG_LEVEL_NOTICE, text);
}

void
connection_log_exit(const struct connection *c,
    const struct connection_totals *t, const char *why)
{
	static const struct connection_totals none = { 0, 0, NULL, false };
	char text[LOG_TEXT_MAX];
	struct sbuf l;

	if (t == NULL)
		t = &none;
	if (c->slots.quiet && t->tls == NULL)
		return;
	sbuf_init(&l, text, sizeof text);
	connection_line(&l, "EXIT", c);
	sbuf_str(&l, " secs=");
	sbuf_dec(&l, (uint64_t)(clock_ms() - c->began_ms) / 1000);
	sbuf_str(&l, " in=");
	sbuf_dec(&l, t->in);
	sbuf_str(&l, " out=");
	sbuf_dec(&l, t->out);
	if (t->tls != NULL) {
		sbuf_str(&l, " tls=");
		sbuf_str(&l, t->tls);
		sbuf_str(&l, t->resumed ? " resumed=yes" : "");
	}
	sbuf_str(&l, " why=");
	sbuf_str(&l, why);
	log_line(c->silent ? LOG_LEVEL_DEBUG : LOG_LEVEL_NOTICE, text);
}
