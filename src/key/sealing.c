/* SPDX-License-Identifier: MIT */
/* Session tickets in the key process: see sealing.h and control.h. */
#include "key/sealing.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sbuf.h"
#include "base/wipe.h"
#include "wrap/control.h"
#include "wrap/ticket_life.h"

static void
add(struct sbuf *s, const char *text)
{
	sbuf_str(s, text == NULL ? "" : text);
	sbuf_char(s, '\n');
}

/* Fills in the scope a ticket is bound to; false: it is too long. */
static bool
fill_scope(struct sealing *s, const struct wrap_opts *o, const char *service)
{
	const struct wrap_policy *p = &o->policy;
	struct sbuf t;

	sbuf_init(&t, s->scope, sizeof s->scope);
	add(&t, service);
	sbuf_dec(&t, p->verify);
	sbuf_char(&t, '\n');
	add(&t, p->tls_min);
	add(&t, p->suites);
	add(&t, p->groups);
	add(&t, p->alpn);
	s->terms.scope = s->scope;
	s->terms.scope_len = t.len;
	return !t.cut;
}

void
sealing_start(struct sealing *s, const struct wrap_opts *o,
    const char *service)
{
	struct err e;

	s->on = false;
	if (o->no_tickets || o->policy.verify < VERIFY_UNSET ||
	    !fill_scope(s, o, service))
		return;
	err_clear(&e);
	s->terms.life_ms = (int64_t)ticket_life_s(o) * 1000;
	s->on = ticket_file_read(o->run, clock_ms(), s->keys, &e) == 0;
	if (!s->on && e.text[0] != '\0')
		log_err(LOG_LEVEL_WARNING, &e);
}

bool
sealing_takes(struct sealing *s, const uint8_t *msg, size_t len)
{
	if (!s->on || len < 2)
		return false;
	if (msg[0] == CONTROL_OPEN)
		return len <= CONTROL_OPEN_MAX &&
		    s->opens++ < TLS_TICKETS_TRIED;
	if (msg[0] != CONTROL_SEAL || len > CONTROL_SEAL_MAX || s->has_sealed)
		return false;
	s->has_sealed = true;
	return true;
}

size_t
sealing_answer(struct sealing *s, const uint8_t *msg, size_t len,
    uint8_t *reply)
{
	long n;

	/*
	 * Not the time of the start: the client may have taken long to send its
	 * hello.
	 */
	s->terms.now_ms = clock_ms();
	if (msg[0] == CONTROL_SEAL) {
		reply[0] = CONTROL_SEALED;
		if (ticket_seal(&s->keys[0], &s->terms, msg + 1, len - 1,
		    reply + 1) == 0)
			return len + TICKET_AROUND;
	} else {
		reply[0] = CONTROL_OPENED;
		n = ticket_open(s->keys, TICKET_FILE_KEYS, &s->terms, msg + 1,
		    len - 1, reply + 1);
		if (n >= 0)
			return 1 + (size_t)n;
	}
	reply[0] = CONTROL_NONE;
	return 1;
}

void
sealing_end(struct sealing *s)
{
	wipe(s->keys, sizeof s->keys);
	s->on = false;
}
