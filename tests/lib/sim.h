/* SPDX-License-Identifier: MIT */
/*
 * Two ends of a connection for the relay to stand between, whose every answer
 * comes from a chooser: random numbers in a unit test, bytes in a fuzz
 * target.  They judge what the relay does with them: `wrong` names the first
 * thing that no relay may do.
 */
#ifndef THIMBLE_TESTS_LIB_SIM_H
#define THIMBLE_TESTS_LIB_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "relay/relay.h"

enum { SIM_CAP = 64 };

struct sim_end {
	struct stream stream;
	struct sim *sim;
	struct sim_end *other;
	size_t say;		/* bytes this end will say */
	size_t takes;		/* bytes it takes before it is gone */
	long end;		/* what its last read says */
	size_t said, heard;
	bool ended;		/* said its end */
	bool told;		/* was told the other's end */
	bool deaf;		/* writing said GONE */
	const void *sealed;	/* the buffer of a write that had to wait */
	size_t sealed_len;
};

struct sim {
	struct sim_end client, backend;
	/* A number below N, N at least 1. */
	unsigned (*choose)(void *from, unsigned n);
	void *from;
	const char *wrong;
	struct relay relay;
	unsigned char up[SIM_CAP], down[SIM_CAP];
};

/* Byte I of what E says: no two places nearby are alike. */
static inline unsigned char
sim_byte(const struct sim_end *e, size_t i)
{
	return (unsigned char)((i * 167 + i / 256 * 13) ^
	    (e == &e->sim->client ? 0x35u : 0xcau));
}

static inline long
sim_wrong(struct sim_end *e, const char *what)
{
	if (e->sim->wrong == NULL)
		e->sim->wrong = what;
	return STREAM_GONE;
}

/* Now and then a call has to wait, for either direction of the socket. */
static inline bool
sim_waits(struct sim_end *e)
{
	if (e->sim->choose(e->sim->from, 4) != 3)
		return false;
	e->stream.want = e->sim->choose(e->sim->from, 2) == 0 ?
	    STREAM_WANT_READ : STREAM_WANT_WRITE;
	return true;
}

static inline long
sim_read(void *self, void *buf, size_t cap)
{
	struct sim_end *e = self;
	unsigned char *p = buf;
	size_t i, n;

	if (e->ended)
		return sim_wrong(e, "a read after the end");
	if (cap != SIM_CAP)
		return sim_wrong(e, "a read of another size");
	if (sim_waits(e))
		return STREAM_AGAIN;
	if (e->said == e->say) {
		e->ended = true;
		return e->end;
	}
	n = cap - e->sim->choose(e->sim->from, (unsigned)cap);
	if (n > e->say - e->said)
		n = e->say - e->said;
	for (i = 0; i < n; i++)
		p[i] = sim_byte(e, e->said++);
	return (long)n;
}

static inline long
sim_write(void *self, const void *buf, size_t len)
{
	struct sim_end *e = self;
	const unsigned char *p = buf;
	size_t i, n;

	if (e->told || e->deaf)
		return sim_wrong(e, "a write after the end");
	if (len == 0 || len > SIM_CAP || len > e->other->said - e->heard)
		return sim_wrong(e, "a write of bytes that nobody said");
	if (e->sealed != NULL && (e->sealed != buf || e->sealed_len != len))
		return sim_wrong(e, "another write after AGAIN");
	e->sealed = NULL;
	for (i = 0; i < len; i++)
		if (p[i] != sim_byte(e->other, e->heard + i))
			return sim_wrong(e, "a byte lost, doubled or changed");
	if (e->heard == e->takes) {
		e->deaf = true;
		return STREAM_GONE;
	}
	if (sim_waits(e)) {
		e->sealed = buf;
		e->sealed_len = len;
		return STREAM_AGAIN;
	}
	n = len - e->sim->choose(e->sim->from, (unsigned)len);
	if (n > e->takes - e->heard)
		n = e->takes - e->heard;
	e->heard += n;
	return (long)n;
}

static inline long
sim_shut(void *self)
{
	struct sim_end *e = self;

	if (e->told || e->deaf)
		return sim_wrong(e, "an end after the end");
	if (!e->other->ended || e->heard != e->other->said)
		return sim_wrong(e, "an end before the last byte");
	if (sim_waits(e))
		return STREAM_AGAIN;
	if (e->heard == e->takes && e->takes != e->other->say) {
		e->deaf = true;
		return STREAM_GONE;
	}
	e->told = true;
	return 0;
}

static inline void
sim_end_init(struct sim *s, struct sim_end *e, struct sim_end *other)
{
	static const long ends[] = {
		STREAM_EOF, STREAM_EOF, STREAM_CUT, STREAM_GONE
	};
	unsigned kind = s->choose(s->from, 8);

	memset(e, 0, sizeof *e);
	e->sim = s;
	e->other = other;
	e->stream.self = e;
	e->stream.read = sim_read;
	e->stream.write = sim_write;
	e->stream.shut = sim_shut;
	e->say = s->choose(s->from, 40) * s->choose(s->from, 40);
	/* The kernel's sockets say EOF; TLS says CUT and GONE as well. */
	e->end = e == &s->client ? ends[kind % 4] : STREAM_EOF;
	e->takes = kind >= 4 ? s->choose(s->from, 600) : (size_t)-1;
}

static inline void
sim_init(struct sim *s, unsigned (*choose)(void *from, unsigned n),
    void *from)
{
	s->choose = choose;
	s->from = from;
	s->wrong = NULL;
	sim_end_init(s, &s->client, &s->backend);
	sim_end_init(s, &s->backend, &s->client);
	relay_init(&s->relay, &s->client.stream, &s->backend.stream, s->up,
	    s->down, SIM_CAP);
}

/* What must be true when the relay says that it is over. */
static inline void
sim_judge_end(struct sim *s)
{
	struct sim_end *c = &s->client, *b = &s->backend;
	const struct relay *r = &s->relay;
	bool c_gone = c->deaf || (c->ended && c->end == STREAM_GONE);

	if (r->up.bytes != b->heard || r->down.bytes != c->heard)
		(void)sim_wrong(c, "a wrong count of bytes");
	if (r->client_gone != c_gone)
		(void)sim_wrong(c, "a wrong client_gone");
	if (r->client_cut != (c->ended && c->end == STREAM_CUT))
		(void)sim_wrong(c, "a wrong client_cut");
	if (c_gone)
		return;
	if (!c->ended || !b->ended)
		(void)sim_wrong(c, "over before both have ended");
	if (c->heard != b->said || !c->told)
		(void)sim_wrong(c, "the backend's words were not delivered");
	if (!b->deaf && (b->heard != c->said || !b->told))
		(void)sim_wrong(c, "the client's words were not delivered");
}

/* Runs to the end; what went wrong, NULL: nothing. */
static inline const char *
sim_run(struct sim *s)
{
	unsigned long steps = 0;
	bool more;

	do {
		more = relay_step(&s->relay);
		if (more && relay_over(&s->relay))
			(void)sim_wrong(&s->client, "more after it is over");
		if (!more && !relay_over(&s->relay) &&
		    relay_client_want(&s->relay) == 0 &&
		    relay_backend_want(&s->relay) == 0)
			(void)sim_wrong(&s->client, "waits for nothing");
		if (++steps > 100000)
			(void)sim_wrong(&s->client, "no end");
	} while (s->wrong == NULL && !relay_over(&s->relay));
	if (s->wrong == NULL)
		sim_judge_end(s);
	return s->wrong;
}

#endif
