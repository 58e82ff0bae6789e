/* SPDX-License-Identifier: MIT */
/* The limits of connections: see limits.h. */
#include "serve/limits.h"

#include "base/ip.h"
#include "base/log.h"
#include "base/sbuf.h"
#include "net/plain.h"
#include "os/fdstream.h"
#include "os/priv.h"
#include "os/tcp.h"
#include "tls/tls.h"

/* "LIMIT service=imaps max-per-ip=50 refused=17 from=192.0.2.7" */
static void
log_refused(const struct connection *c, enum slots_limit limit,
    const char *from)
{
	unsigned long most = limit == SLOTS_PER_IP ? c->slots.per_ip :
	    c->slots.sessions;
	char text[256];
	struct sbuf l;

	sbuf_init(&l, text, sizeof text);
	sbuf_str(&l, "LIMIT service=");
	sbuf_str(&l, c->service->name);
	sbuf_str(&l, limit == SLOTS_PER_IP ? " max-per-ip=" :
	    " max-sessions=");
	sbuf_dec(&l, most);
	sbuf_str(&l, " refused=");
	sbuf_dec(&l, c->slots.refused[limit]);
	if (from != NULL) {
		sbuf_str(&l, " from=");
		sbuf_str(&l, from);
	}
	log_line(LOG_LEVEL_WARNING, text);
}

/* "QUIET from=192.0.2.7 connections=87" */
static void
log_quiet(const struct slots *s)
{
	char text[256];
	struct sbuf l;

	sbuf_init(&l, text, sizeof text);
	sbuf_str(&l, "QUIET from=");
	ip_show_owner(&l, s->quiet_peer);
	sbuf_str(&l, " connections=");
	sbuf_dec(&l, s->quieted);
	log_line(LOG_LEVEL_NOTICE, text);
}

static void
refuse(const struct connection *c)
{
	struct fdstream net;

	fdstream_init(&net, c->client_fd, FDSTREAM_NET);
	if (c->opts->starttls != NULL)
		plain_refuse(c->client_fd, c->opts->starttls);
	else
		tls_refuse(&net.stream);
	tcp_farewell(c->client_fd, TCP_REFUSED_MS);
}

bool
limits_enter(struct connection *c)
{
	struct err e;
	unsigned i;
	bool in;

	err_clear(&e);
	c->slots.sessions = c->opts->max_sessions;
	c->slots.handshakes = c->opts->max_handshakes;
	c->slots.per_ip = c->opts->max_per_ip;
	c->slots.client_fd = c->client_fd;
	c->slots.greets = c->opts->starttls != NULL;
	c->slots.peer = c->peer->owner;
	if (slots_open(&c->slots, c->opts->run, &e) < 0) {
		/* A mail service must not stop for that. */
		log_err(priv_able() ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, &e);
		log_line(LOG_LEVEL_INFO, "no limit of connections");
	}
	in = slots_enter(&c->slots);
	if (c->slots.quieted > 0)
		log_quiet(&c->slots);
	for (i = 0; i < SLOTS_LIMITS; i++)
		if (c->slots.refused[i] > 0)
			log_refused(c, (enum slots_limit)i,
			    in || i != c->slots.why ? NULL : c->peer->host);
	if (!in)
		refuse(c);
	return in;
}
