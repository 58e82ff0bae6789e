/* SPDX-License-Identifier: MIT */
/* The limits of connections: see limits.h. */
#include "serve/limits.h"

#include "base/log.h"
#include "base/sbuf.h"
#include "net/plain.h"
#include "os/fdstream.h"
#include "os/priv.h"
#include "os/tcp.h"
#include "tls/tls.h"

const char limits_crowded[] = "crowded";

/* "LIMIT service=imaps max-per-ip=50 refused=17 from=192.0.2.7" */
static void
log_refused(const struct session *s, enum slots_limit limit,
    const char *from)
{
	unsigned long most = limit == SLOTS_PER_IP ? s->slots.per_ip :
	    s->slots.sessions;
	char text[256];
	struct sbuf l;

	sbuf_init(&l, text, sizeof text);
	sbuf_str(&l, "LIMIT service=");
	sbuf_str(&l, s->service->name);
	sbuf_str(&l, limit == SLOTS_PER_IP ? " max-per-ip=" :
	    " max-sessions=");
	sbuf_dec(&l, most);
	sbuf_str(&l, " refused=");
	sbuf_dec(&l, s->slots.refused[limit]);
	if (from != NULL) {
		sbuf_str(&l, " from=");
		sbuf_str(&l, from);
	}
	log_line(LOG_LEVEL_WARNING, text);
}

static void
refuse(const struct session *s)
{
	struct fdstream net;

	fdstream_init(&net, s->client_fd, FDSTREAM_NET);
	if (s->opts->starttls != NULL)
		plain_refuse(s->client_fd, s->opts->starttls);
	else
		tls_refuse(&net.stream);
	tcp_farewell(s->client_fd, TCP_REFUSED_MS);
}

bool
limits_enter(struct session *s)
{
	struct err e;
	unsigned i;
	bool in;

	err_clear(&e);
	s->slots.sessions = s->opts->max_sessions;
	s->slots.handshakes = s->opts->max_handshakes;
	s->slots.per_ip = s->opts->max_per_ip;
	s->slots.client_fd = s->client_fd;
	s->slots.greets = s->opts->starttls != NULL;
	s->slots.peer = s->peer->owner;
	if (slots_open(&s->slots, s->opts->run, &e) < 0) {
		/* A mail service must not stop for that. */
		log_err(priv_able() ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, &e);
		log_line(LOG_LEVEL_INFO, "no limit of connections");
	}
	in = slots_enter(&s->slots);
	for (i = 0; i < SLOTS_LIMITS; i++)
		if (s->slots.refused[i] > 0)
			log_refused(s, (enum slots_limit)i,
			    in || i != s->slots.why ? NULL : s->peer->host);
	if (!in)
		refuse(s);
	return in;
}
