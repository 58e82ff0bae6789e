/* SPDX-License-Identifier: MIT */
/* The relay's loop: see pump.h. */
#include "net/pump.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>

#include "base/apart.h"
#include "base/clock.h"
#include "os/mem.h"
#include "os/slots.h"
#include "relay/relay.h"
#include "tls/tls.h"
#include "wrap/connection.h"

enum {
	/*
	 * Two full records: sent in one go they wake the client once.  Against
	 * one of 8 KB the kernel's time is less than half, measured on x86_64
	 * (1.34 and 0.55 ns a byte beside 3.5 of AES-GCM); 64 KB gain no more.
	 * From the client comes a record at a time: half of it stays untouched.
	 */
	BUF_BYTES = 32768,
	/*
	 * Silence before memory is given back: the system calls and page
	 * faults of doing so are for a client that pauses, not for each
	 * round trip.
	 */
	QUIET_MS = 200,
	STACK_BYTES = 64 * 1024
};

enum { CLIENT, BACKEND, STDERR, N_POLLED };

static APART_PAGES unsigned char up[BUF_BYTES];
static APART_PAGES unsigned char down[BUF_BYTES];

struct state {
	struct relay relay;
	struct fdstream backend;
	struct starttls_after after;
	int64_t moved_ms;	/* when the last byte moved */
	int64_t closing_ms;	/* when the backend's end was told; 0: not */
	uint64_t moved;		/* bytes at that time */
	bool deaf_client;	/* both ends of the socket are shut */
	bool cut;		/* no close_notify while the backend lived */
};

static short
events(unsigned want)
{
	return (short)(((want & STREAM_WANT_READ) != 0 ? POLLIN : 0) |
	    ((want & STREAM_WANT_WRITE) != 0 ? POLLOUT : 0));
}

static void
note_moves(struct state *st)
{
	uint64_t moved = st->relay.up.bytes + st->relay.down.bytes;

	if (moved != st->moved) {
		st->moved = moved;
		st->moved_ms = clock_ms();
	}
	if (st->closing_ms == 0 && st->relay.client_cut)
		st->cut = true;
	if (st->closing_ms == 0 && st->relay.down.phase == RELAY_DONE)
		st->closing_ms = clock_ms();
}

/*
 * When the connection ends if nothing moves until then.  Once the backend's
 * end was told, a client that still uploads to it has until it pauses, and
 * one whose bytes nobody takes has a fixed time.
 */
static int64_t
limit_ms(const struct pump *p, const struct state *st)
{
	int64_t from;

	if (st->closing_ms != 0) {
		from = st->closing_ms;
		if (st->relay.up.phase != RELAY_DISCARD &&
		    st->moved_ms > from)
			from = st->moved_ms;
		return from + p->close_ms;
	}
	return p->idle_ms == 0 ? INT64_MAX : st->moved_ms + p->idle_ms;
}

static bool
is_quiet(const struct state *st)
{
	return st->relay.up.phase != RELAY_DRAIN &&
	    st->relay.down.phase != RELAY_DRAIN;
}

static void
give_memory_back(void)
{
	tls_idle(mem_release);
	mem_release(up, sizeof up);
	mem_release(down, sizeof down);
	mem_release_stack(STACK_BYTES);
}

/* Waits at most WAIT_MS; false: nothing happened in that time. */
static bool
wait_any(struct pump *p, struct state *st, int64_t wait_ms)
{
	struct pollfd f[N_POLLED];
	unsigned backend = relay_backend_want(&st->relay);
	int n;

	memset(f, 0, sizeof f);
	/* A client that is not waited for is watched for a reset. */
	f[CLIENT].fd = st->deaf_client ? -1 : p->client_fd;
	f[CLIENT].events = events(relay_client_want(&st->relay));
	/* A backend that is not waited for may be gone: no busy loop. */
	f[BACKEND].fd = backend == 0 ? -1 : p->backend_fd;
	f[BACKEND].events = events(backend);
	f[STDERR].fd = p->errlog.fd;
	f[STDERR].events = POLLIN;
	n = slots_poll(f, N_POLLED, wait_ms > INT_MAX ? INT_MAX : wait_ms);
	if (n < 0)
		return errno == EINTR;
	if (f[STDERR].revents != 0)
		errlog_read(&p->errlog);
	if (f[CLIENT].events == 0) {
		if ((f[CLIENT].revents & POLLERR) != 0)
			st->relay.client_gone = true;
		else if (f[CLIENT].revents != 0)
			st->deaf_client = true;
	}
	return n > 0;
}

/*
 * Waits until something happens or the limit is reached; after a short
 * silence memory is given back.  False: the limit.
 */
static bool
wait_long(struct pump *p, struct state *st)
{
	int64_t left = limit_ms(p, st) - clock_ms();

	if (left <= 0)
		return false;
	if (left > QUIET_MS && is_quiet(st)) {
		if (wait_any(p, st, QUIET_MS))
			return true;
		give_memory_back();
		left -= QUIET_MS;
	}
	return wait_any(p, st, left);
}

static const char *
loop(struct pump *p, struct state *st)
{
	bool more;

	for (;;) {
		more = relay_step(&st->relay);
		note_moves(st);
		if (st->relay.backend_gone)
			return "backend-reset";
		if (relay_over(&st->relay))
			return st->relay.client_gone ? "reset" :
			    st->cut ? "cut" : NULL;
		if (slots_asked() && st->closing_ms == 0 &&
		    clock_ms() - st->moved_ms >= SLOTS_IDLE_MS)
			return CONNECTION_CROWDED;
		/* Also with more to come: of a client that is not heard. */
		if (((!more && !wait_long(p, st)) || st->closing_ms != 0) &&
		    clock_ms() >= limit_ms(p, st))
			return st->closing_ms == 0 ? "idle" : NULL;
	}
}

const char *
pump_run(struct pump *p, struct stream *client)
{
	static struct state st;
	struct stream *backend = &st.backend.stream;
	size_t record = tls_record_bytes();
	const char *why;

	fdstream_init(&st.backend, p->backend_fd, p->backend);
	if (p->starttls != NULL)
		backend = starttls_after_init(&st.after, p->starttls, backend);
	/* Whole records: TLS 1.3 takes one byte less than TLS 1.2 (5.2). */
	relay_init(&st.relay, client, backend, up, down,
	    BUF_BYTES - BUF_BYTES % record);
	st.moved_ms = clock_ms();
	why = loop(p, &st);
	if (!st.relay.client_gone && st.relay.down.phase != RELAY_DONE)
		(void)client->shut(client->self);
	p->in = st.relay.up.bytes;
	p->out = st.relay.down.bytes;
	return why;
}
