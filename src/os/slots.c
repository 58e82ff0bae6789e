/* SPDX-License-Identifier: MIT */
/* Places for connections: see slots.h. */
#define _GNU_SOURCE
#include "os/slots.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "base/clock.h"
#include "os/slots_share.h"
#include "os/slots_table.h"
#include "os/tcp.h"

enum {
	/*
	 * Connections that wait for a place, two seconds at most, lock bytes of
	 * `sessions` beyond the places: this many times the number of places.
	 * Those that have sent something have as many of their own.
	 */
	LOBBY_TIMES = 4,
	LOBBY_MIN = 64,
	LOBBY_MAX = 1024,
	LOOKS_MAX = 8,		/* at bytes, for a free one */
	LEAVE_MS = 500,		/* for one that was asked to leave */
	LEAVE_NAP_MS = 5,
	STAY_MS = 100,		/* then the session is taken to stay */
	/*
	 * The first in the queue for a handshake looks this often, the nth n
	 * times less often: 64 that stall for a second leave every 16 ms.
	 */
	NAP_MS = 15,
	NAP_MAX_MS = 2000,
	CHECK_MS = 250		/* between checks of all that wait */
};

/* Waits until nobody holds place I of FD, or for LEAVE_MS. */
static void
await_leave(int fd, int i, int64_t until_ms)
{
	int64_t until = clock_ms() + LEAVE_MS;

	if (until > until_ms)
		until = until_ms;
	while (slots_holder(fd, (unsigned)i) != 0 && clock_ms() < until &&
	    !slots_is_asked())
		(void)slots_poll(NULL, 0, LEAVE_NAP_MS);
}

static void
take(struct slots *s)
{
	struct slots_record *r = s->table->at;
	unsigned i = 0;

	slots_listen();
	while (r[i].phase != SLOTS_FREE)
		i++;
	r[i].peer = s->peer;
	r[i].since_ms = slots_now();
	r[i].phase = SLOTS_SILENT;
	r[i].asked = 0;
	s->index = i;
	slots_hold(s->life_fd, i, F_RDLCK);
	slots_hold(s->early_fd, i, F_RDLCK);
}

/*
 * Whether there is a place now; if not, sets S->why.  Unless FORCE, the kernel
 * is asked which places are held only once in CHECK_MS, not for each newcomer.
 */
static bool
has_place(struct slots *s, bool force)
{
	struct slots_table *t = s->table;
	bool check = force || slots_now() - t->counted_ms >= CHECK_MS;
	bool full;

	s->why = SLOTS_PER_IP;
	full = s->peer != 0 &&
	    slots_count(s, s->peer, s->per_ip, check) >= s->per_ip;
	if (!full) {
		s->why = SLOTS_SESSIONS;
		full = slots_count(s, 0, s->sessions, check) >= s->sessions;
	}
	if (full && check)
		t->counted_ms = slots_now();
	return !full;
}

/*
 * Takes a byte to wait on; 0: too many wait already.  Silent clients and
 * addresses at their limit have bytes of their own.
 */
static unsigned
sit_down(const struct slots *s, bool speaks)
{
	unsigned long lobby = s->sessions * LOBBY_TIMES;
	unsigned looks, seat;

	lobby = lobby < LOBBY_MIN ? LOBBY_MIN : lobby > LOBBY_MAX ?
	    LOBBY_MAX : lobby;
	for (looks = 0; looks < LOOKS_MAX; looks++) {
		seat = SLOTS_MAX + (unsigned)(++s->table->seat % lobby);
		if (speaks)
			seat += s->why == SLOTS_PER_IP ? 2 * LOBBY_MAX :
			    LOBBY_MAX;
		if (slots_holder(s->life_fd, seat) == 0) {
			slots_hold(s->life_fd, seat, F_RDLCK);
			return seat;
		}
	}
	return 0;
}

static bool
has_hello(const struct slots *s)
{
	return s->greets || tcp_unread(s->client_fd) >= SLOTS_HELLO_MIN;
}

static void
await_hello(const struct slots *s, int64_t until_ms)
{
	struct pollfd p = { .fd = s->client_fd, .events = POLLIN };
	int64_t left = until_ms - clock_ms();

	tcp_least(s->client_fd, SLOTS_HELLO_MIN);
	(void)poll(&p, 1, left < 0 ? 0 : (int)left);
	tcp_least(s->client_fd, 1);
}

/* Whether one that was asked in its handshake has yet to leave. */
static bool
one_leaves(const struct slots *s)
{
	const struct slots_record *r = s->table->at;
	unsigned i = 0;

	while (i < s->sessions && !(r[i].asked && (SLOTS_UNFINISHED >>
	    r[i].phase & 1) != 0))
		i++;
	return i < s->sessions;
}

/* How many places in PHASES our address has. */
static unsigned long
has(const struct slots *s, unsigned phases)
{
	const struct slots_record *r = s->table->at;
	unsigned long n = 0;
	unsigned i;

	for (i = 0; i < s->sessions; i++)
		n += r[i].peer == s->peer && (phases >> r[i].phase & 1) != 0;
	return n;
}

/*
 * Asks one to leave for us, and waits for that; false: it is no use.  Nobody
 * leaves for a silent client, which has to wait until it sends something.
 */
static bool
make_room(struct slots *s, unsigned *seat, int64_t until_ms)
{
	bool speaks = has_hello(s), waits = false;
	int i;

	if (*seat == 0 && (*seat = sit_down(s, speaks)) == 0)
		return false;
	if (!speaks) {
		slots_unlock(s);
		await_hello(s, until_ms);
		return slots_lock(s) && has_hello(s);
	}
	i = slots_ask(s, SLOTS_UNFINISHED, s->peer, s->why == SLOTS_PER_IP ?
	    LONG_MAX : has(s, SLOTS_UNFINISHED));
	if (i < 0 && s->why == SLOTS_SESSIONS) {
		waits = one_leaves(s);
		/* A session, of an address that has at least two more. */
		i = slots_ask(s, SLOTS_BIT_DONE, s->peer, 1 + has(s,
		    SLOTS_UNFINISHED | SLOTS_BIT_DONE));
		if (until_ms > clock_ms() + STAY_MS)
			until_ms = clock_ms() + STAY_MS;
	}
	if (i < 0 && !waits)
		return false;
	slots_unlock(s);
	if (i < 0)
		(void)slots_poll(NULL, 0, NAP_MS);
	else
		await_leave(s->life_fd, i, until_ms);
	if (!slots_lock(s))
		return false;
	if (i >= 0)
		(void)slots_is_free(s, (unsigned)i);
	return true;
}

/* Counts a refusal, and stores in S what is to be logged now. */
static void
note(struct slots *s, bool refused)
{
	int64_t now = clock_ms(), said;
	unsigned i;

	for (i = 0; i < SLOTS_LIMITS; i++) {
		if (refused && i == s->why)
			s->table->refused[i].count++;
		said = s->table->refused[i].said_ms;
		if (s->table->refused[i].count == 0 || (said != 0 &&
		    now >= said && now - said < SLOTS_BURST_MS))
			continue;
		s->refused[i] = (unsigned)s->table->refused[i].count;
		s->table->refused[i].count = 0;
		s->table->refused[i].said_ms = now;
	}
}

/*
 * What counts against our address.  That one of its handshakes is over is found
 * out by asking it to leave: then this has become less.
 */
static unsigned long
counts(const struct slots *s)
{
	return has(s, SLOTS_UNFINISHED) +
	    has(s, SLOTS_UNFINISHED | SLOTS_BIT_DONE);
}

static void
close_table(struct slots *s)
{
	(void)close(s->table_fd);
	s->table_fd = -1;
}

/* When a newcomer that came at BEGAN_MS is refused. */
static int64_t
patience(const struct slots *s, int64_t began_ms)
{
	return began_ms + (has_hello(s) ? SLOTS_SPEAKS_MS : SLOTS_LOBBY_MS);
}

bool
slots_enter(struct slots *s)
{
	const int64_t began = clock_ms();
	unsigned long counted;
	unsigned seat = 0;
	bool in = false;

	if (s->denied)
		s->why = SLOTS_DENIED;
	if (s->table_fd < 0)
		return true;
	if (slots_map(s) < 0) {
		/* No memory for a page: serve as if there were no folder. */
		close_table(s);
		return true;
	}
	while (!s->denied && !(in = has_place(s, false)) &&
	    clock_ms() < patience(s, began)) {
		counted = counts(s);
		if (make_room(s, &seat, patience(s, began)))
			continue;
		in = has_place(s, true);
		if (in || counts(s) >= counted)
			break;
	}
	if (in)
		take(s);
	if (in && s->peer != 0)
		s->quiet = slots_is_quiet(s->table, s->peer, slots_now(),
		    &s->quieted, &s->quiet_peer);
	note(s, !in);
	slots_unmap(s);
	if (seat > 0)
		slots_hold(s->life_fd, seat, F_UNLCK);
	return in;
}

/* How many are in phase FROM to TO by the table, ours excluded. */
static unsigned long
count(const struct slots *s, enum slots_phase from, enum slots_phase to)
{
	unsigned long n = 0;
	unsigned i, phase;

	for (i = 0; i < s->sessions; i++) {
		phase = s->table->at[i].phase;
		n += phase >= from && phase <= to && i != s->index;
	}
	return n;
}

/*
 * Whether our handshake may begin.  If not, *FIRST waiting connections go
 * before us, and with PRESSES one is asked to leave.
 */
static bool
is_our_turn(struct slots *s, bool presses, unsigned long *first)
{
	unsigned long most = slots_open_to(s->table, s->peer, s->handshakes,
	    slots_now());
	unsigned long ours;

	*first = 0;
	if (count(s, SLOTS_QUEUED, SLOTS_HANDSHAKE) < most)
		return true;
	if (slots_now() - s->table->checked_ms >= CHECK_MS) {
		slots_check(s, SLOTS_QUEUED);
		s->table->checked_ms = slots_now();
	}
	*first = slots_before(s->table, (unsigned)s->sessions, s->index,
	    slots_now(), &ours);
	if (*first < most) {
		if (count(s, SLOTS_HANDSHAKE, SLOTS_HANDSHAKE) + *first >= most)
			slots_check(s, SLOTS_HANDSHAKE);
		if (count(s, SLOTS_HANDSHAKE, SLOTS_HANDSHAKE) + *first < most)
			return true;
	}
	if (presses)
		(void)slots_ask(s, SLOTS_BIT_HANDSHAKE, s->peer, ours);
	return false;
}

bool
slots_handshake(struct slots *s, bool presses)
{
	struct slots_record *r;
	unsigned long first = 0;
	bool may = true;

	if (s->table_fd < 0)
		return true;
	/* The table stays mapped while we wait. */
	if (s->table != NULL ? slots_lock(s) : slots_map(s) == 0) {
		r = &s->table->at[s->index];
		if (presses && r->phase == SLOTS_SILENT) {
			r->phase = SLOTS_QUEUED;
			r->since_ms = slots_now();
		}
		may = is_our_turn(s, presses, &first);
		if (may) {
			r->phase = SLOTS_HANDSHAKE;
			r->since_ms = slots_now();
			r->asked = 0;
			(void)slots_asked();
			slots_unmap(s);
		} else {
			slots_unlock(s);
		}
	}
	if (may) {
		slots_forget_sums();
		close_table(s);
	} else if (presses) {
		(void)slots_poll(NULL, 0, first < NAP_MAX_MS / NAP_MS ?
		    NAP_MS * ((int64_t)first + 1) : NAP_MAX_MS);
	}
	return may;
}

void
slots_handshake_over(struct slots *s)
{
	if (s->early_fd >= 0)
		(void)close(s->early_fd);
	s->early_fd = -1;
}
