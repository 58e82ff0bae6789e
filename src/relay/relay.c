/* SPDX-License-Identifier: MIT */
/* The relay: see relay.h. */
#include "relay/relay.h"

/* Reads and writes of one direction before it is the other's turn. */
enum { SHARE = 16 };

static void
init_dir(struct relay_dir *d, struct stream *from, struct stream *to,
    unsigned char *buf, size_t cap)
{
	d->from = from;
	d->to = to;
	d->buf = buf;
	d->cap = cap;
	d->len = d->off = 0;
	d->phase = RELAY_FILL;
	d->waits_to = false;
	d->want = STREAM_WANT_READ;
	d->bytes = 0;
}

void
relay_init(struct relay *r, struct stream *client, struct stream *backend,
    unsigned char *up, unsigned char *down, size_t cap)
{
	init_dir(&r->up, client, backend, up, cap);
	init_dir(&r->down, backend, client, down, cap);
	r->client_gone = false;
	r->client_cut = false;
	r->backend_gone = false;
}

/* Notes what D is blocked on.  Always false: no progress. */
static bool
wait_on(struct relay_dir *d, const struct stream *s)
{
	d->waits_to = s == d->to;
	d->want = s->want;
	return false;
}

/* The stream has failed.  A dead client ends everything. */
static bool
lost(struct relay *r, struct relay_dir *d, const struct stream *s)
{
	if (s == r->up.from) {
		r->client_gone = true;
		return false;
	}
	if (s == d->from)
		r->backend_gone = true;
	/* The backend reads no more; its output is still relayed. */
	if (d->phase == RELAY_SHUT || s == d->from)
		d->phase = RELAY_DONE;
	else
		d->phase = RELAY_DISCARD;
	return true;
}

static bool
fill(struct relay *r, struct relay_dir *d)
{
	long n = d->from->read(d->from->self, d->buf, d->cap);

	switch (n) {
	case STREAM_AGAIN:
		return wait_on(d, d->from);
	case STREAM_GONE:
		return lost(r, d, d->from);
	case STREAM_CUT:
	case STREAM_EOF:
		d->phase = d->phase == RELAY_DISCARD ? RELAY_DONE :
		    RELAY_SHUT;
		if (n == STREAM_CUT)
			r->client_cut = true;
		/* The caller may see that before the backend is told. */
		return n == STREAM_EOF;
	default:
		break;
	}
	if (d->phase == RELAY_DISCARD)
		return true;
	d->len = (size_t)n;
	d->off = 0;
	d->phase = RELAY_DRAIN;
	return true;
}

static bool
drain(struct relay *r, struct relay_dir *d)
{
	long n = d->to->write(d->to->self, d->buf + d->off, d->len - d->off);

	if (n == STREAM_AGAIN)
		return wait_on(d, d->to);
	if (n <= 0)
		return lost(r, d, d->to);
	d->off += (size_t)n;
	d->bytes += (uint64_t)n;
	if (d->off == d->len)
		d->phase = RELAY_FILL;
	return true;
}

static bool
shut(struct relay *r, struct relay_dir *d)
{
	long n = d->to->shut(d->to->self);

	if (n == STREAM_AGAIN)
		return wait_on(d, d->to);
	if (n < 0)
		return lost(r, d, d->to);
	d->phase = RELAY_DONE;
	return true;
}

/* One move; false: this direction has to wait or is done. */
static bool
move(struct relay *r, struct relay_dir *d)
{
	if (r->client_gone)
		return false;
	switch (d->phase) {
	case RELAY_FILL:
	case RELAY_DISCARD:
		return fill(r, d);
	case RELAY_DRAIN:
		return drain(r, d);
	case RELAY_SHUT:
		return shut(r, d);
	case RELAY_DONE:
		return false;
	}
	return false;
}

static bool
turn(struct relay *r, struct relay_dir *d)
{
	int moves = 0;

	while (move(r, d))
		if (++moves == SHARE)
			return true;
	return false;
}

bool
relay_step(struct relay *r)
{
	bool more = turn(r, &r->up);

	if (turn(r, &r->down))
		more = true;
	return more && !relay_over(r);
}

bool
relay_over(const struct relay *r)
{
	return r->client_gone || (r->up.phase == RELAY_DONE &&
	    r->down.phase == RELAY_DONE);
}

static unsigned
want_of(const struct relay_dir *d, bool to)
{
	return d->phase != RELAY_DONE && d->waits_to == to ?
	    (unsigned)d->want : 0;
}

unsigned
relay_client_want(const struct relay *r)
{
	return want_of(&r->up, false) | want_of(&r->down, true);
}

unsigned
relay_backend_want(const struct relay *r)
{
	return want_of(&r->up, true) | want_of(&r->down, false);
}
