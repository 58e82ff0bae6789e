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
#include "wrap/admit.h"

void
limits_log(enum slots_limit limit, unsigned long most, const char *service,
    unsigned refused, const char *from)
{
	bool denied = limit == SLOTS_DENIED;
	char text[256];
	struct sbuf l;

	sbuf_init(&l, text, sizeof text);
	sbuf_str(&l, denied ? "DENIED service=" : "LIMIT service=");
	sbuf_str(&l, service);
	if (!denied) {
		sbuf_str(&l, limit == SLOTS_PER_IP ? " max-per-ip=" :
		    " max-sessions=");
		sbuf_dec(&l, most);
	}
	sbuf_str(&l, " refused=");
	sbuf_dec(&l, refused);
	if (from != NULL) {
		sbuf_str(&l, " from=");
		sbuf_str(&l, from);
	}
	log_line(denied ? LOG_LEVEL_NOTICE : LOG_LEVEL_WARNING, text);
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
	c->slots.denied = !c->opts->judged && !admit(c->opts, c->peer);
	if (slots_open(&c->slots, c->opts->run, &e) < 0) {
		/* A mail service must not stop for that. */
		log_err(priv_able() ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, &e);
		log_line(LOG_LEVEL_INFO, "connections are not limited");
	}
	in = slots_enter(&c->slots);
	if (in && c->slots.denied) {
		/* There is no table that counts them. */
		c->slots.refused[SLOTS_DENIED] = 1;
		in = false;
	}
	if (c->slots.quieted > 0)
		log_quiet(&c->slots);
	for (i = 0; i < SLOTS_LIMITS; i++)
		if (c->slots.refused[i] > 0)
			limits_log((enum slots_limit)i, i == SLOTS_PER_IP ?
			    c->slots.per_ip : c->slots.sessions,
			    c->service->name, c->slots.refused[i],
			    in || i != c->slots.why ? NULL : c->peer->host);
	if (!in && !c->slots.denied)
		refuse(c);
	return in;
}
