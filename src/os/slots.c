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
	 * Bytes of `sessions` behind the places are for those who wait for
	 * one, a second at most: so many times more than there are places.
	 * Those who have said something have as many of their own.
	 */
	LOBBY_TIMES = 4,
	LOBBY_MIN = 64,
	LOBBY_MAX = 1024,
	LOOKS_MAX = 8,		/* for a free one, in a row */
	LEAVE_MS = 500,		/* for one who was asked, to be gone */
	LEAVE_NAP_MS = 5,
	STAY_MS = 100,		/* after which a session stays */
	/*
	 * Of those who wait for a handshake the first looks so often, the nth
	 * a nth: 64 who stall for a second each leave every 16 ms.
	 */
	NAP_MS = 15,
	NAP_MAX_MS = 2000,
	CHECK_MS = 250		/* how often all are asked whether they wait */
};

/* Until nobody holds place I of FD, or it does not come to that. */
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
 * Whether there is a place now; if not, S says why not.  Without FORCE all are
 * not asked again whether they live by each of a crowd.
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
 * A byte to wait on; 0: too many wait already.  Who is silent, and who has too
 * much already, takes no seat of anybody else's.
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

/* Whether one who was asked in a handshake is still to leave. */
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
 * Asks one to leave for us, and waits for that; false: it is of no use.  For
 * one that is silent nobody leaves: it waits until it says something.
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
		/* A session, of one that has two more at least. */
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

/* Counts a refused one, and what may be said now goes to S. */
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

static void
close_table(struct slots *s)
{
	(void)close(s->table_fd);
	s->table_fd = -1;
}

bool
slots_enter(struct slots *s)
{
	int64_t until = clock_ms() + SLOTS_LOBBY_MS;
	unsigned seat = 0;
	bool in;

	if (s->table_fd < 0)
		return true;
	if (slots_map(s) < 0) {
		/* No memory for a page: serve, as without a folder. */
		close_table(s);
		return true;
	}
	while (!(in = has_place(s, false)) && clock_ms() < until)
		if (!make_room(s, &seat, until)) {
			in = has_place(s, true);
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

/* Those in PHASE, ours aside, as the table has them. */
static unsigned long
count(const struct slots *s, enum slots_phase phase)
{
	unsigned long n = 0;
	unsigned i;

	for (i = 0; i < s->sessions; i++)
		n += i != s->index && s->table->at[i].phase == phase;
	return n;
}

/*
 * Whether our handshake may begin.  If not, *FIRST of those who wait go before
 * us, and one was asked to leave.
 */
static bool
is_our_turn(struct slots *s, bool presses, unsigned long *first)
{
	unsigned long most = slots_open_to(s->table, s->peer, s->handshakes,
	    slots_now());
	unsigned long ours;

	*first = 0;
	if (count(s, SLOTS_HANDSHAKE) + count(s, SLOTS_QUEUED) < most)
		return true;
	if (slots_now() - s->table->checked_ms >= CHECK_MS) {
		slots_check(s, SLOTS_QUEUED);
		s->table->checked_ms = slots_now();
	}
	*first = slots_before(s->table, (unsigned)s->sessions, s->index,
	    slots_now(), &ours);
	if (*first < most) {
		if (count(s, SLOTS_HANDSHAKE) + *first >= most)
			slots_check(s, SLOTS_HANDSHAKE);
		if (count(s, SLOTS_HANDSHAKE) + *first < most)
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
	/* It stays mapped while one waits. */
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
