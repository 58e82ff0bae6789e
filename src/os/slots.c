/* SPDX-License-Identifier: MIT */
/* Places for connections: see slots.h. */
#define _GNU_SOURCE
#include "os/slots.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
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
	LEAVE_MS = 200,		/* for one who was asked, to be gone */
	NAP_MS = 5
};

static volatile sig_atomic_t was_asked;

static void
on_ask(int sig)
{
	(void)sig;
	was_asked = 1;
}

int
slots_poll(struct pollfd *p, int64_t wait_ms)
{
	const struct timespec t = {
		.tv_sec = (time_t)(wait_ms / 1000),
		.tv_nsec = (long)(wait_ms % 1000) * 1000000
	};
	sigset_t asks, before;
	int n = -1;

	(void)sigemptyset(&asks);
	(void)sigaddset(&asks, SIGURG);
	(void)sigprocmask(SIG_BLOCK, &asks, &before);
	errno = EINTR;
	if (was_asked == 0)
		n = ppoll(p, 1, &t, &before);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return n;
}

bool
slots_asked(void)
{
	bool was = was_asked != 0;

	was_asked = 0;
	return was;
}

static bool made_room;
static int64_t began_ms;	/* of this process's handshake */

bool
slots_must_leave(void)
{
	if (!slots_asked() || clock_ms() - began_ms < SLOTS_STALL_MS)
		return false;
	made_room = true;
	return true;
}

bool
slots_made_room(void)
{
	return made_room;
}

/* Until nobody holds place I of FD, or those who were asked do not go. */
static void
await_leave(int fd, int i)
{
	int64_t until = clock_ms() + LEAVE_MS;

	while ((i < 0 || slots_holder(fd, (unsigned)i) != 0) &&
	    clock_ms() < until && was_asked == 0)
		(void)poll(NULL, 0, NAP_MS);
}

static void
take(struct slots *s)
{
	struct slots_record *r = s->table->at;
	struct sigaction sa;
	unsigned i = 0;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_ask;
	sa.sa_flags = SA_RESTART;	/* poll(2) ends all the same */
	(void)sigaction(SIGURG, &sa, NULL);
	while (r[i].phase != SLOTS_FREE)
		i++;
	r[i].peer = s->peer;
	r[i].since_ms = slots_now();
	r[i].phase = SLOTS_SILENT;
	s->index = i;
	slots_hold(s->life_fd, i, F_RDLCK);
	slots_hold(s->early_fd, i, F_RDLCK);
}

/* Whether there is a place now; if not, S says why not. */
static bool
has_place(struct slots *s)
{
	if (s->peer != 0 &&
	    slots_count(s, SLOTS_FREE, s->peer, s->per_ip) >= s->per_ip) {
		s->why = SLOTS_PER_IP;
		return false;
	}
	s->why = SLOTS_SESSIONS;
	return slots_count(s, SLOTS_FREE, 0, s->sessions) < s->sessions;
}

/* A byte to wait on; 0: too many wait already. */
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
			seat += LOBBY_MAX;
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

/*
 * Asks one to leave for us, and waits for that; false: it is of no use.  For
 * one that is silent nobody leaves: it waits until it says something.
 */
static bool
make_room(struct slots *s, unsigned *seat, int64_t until_ms)
{
	uint64_t peer = s->why == SLOTS_PER_IP ? s->peer : 0;
	bool speaks = has_hello(s);
	int i;

	if (*seat == 0 && (*seat = sit_down(s, speaks)) == 0)
		return false;
	if (!speaks) {
		slots_unlock(s);
		await_hello(s, until_ms);
		return slots_lock(s) && has_hello(s);
	}
	if ((i = slots_ask(s, SLOTS_SILENT, peer)) < 0 &&
	    (i = slots_ask(s, SLOTS_QUEUED, peer)) < 0 &&
	    (i = slots_ask(s, SLOTS_HANDSHAKE, peer)) < 0)
		return false;
	slots_unlock(s);
	await_leave(s->life_fd, i);
	if (!slots_lock(s))
		return false;
	if (slots_holder(s->life_fd, (unsigned)i) == 0)
		s->table->at[i].phase = SLOTS_FREE;
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
	while (!(in = has_place(s)) && clock_ms() < until &&
	    make_room(s, &seat, until))
		;
	if (in)
		take(s);
	note(s, !in);
	slots_unmap(s);
	if (seat > 0)
		slots_hold(s->life_fd, seat, F_UNLCK);
	return in;
}

/*
 * How many wait who came later; they go first.  In a crowd that stalls the
 * last come is who still has a client that is waiting for us.
 */
static unsigned long
younger(struct slots *s, uint32_t since_ms)
{
	struct slots_record *r;
	unsigned long n = 0;
	unsigned i;

	for (i = 0; i < s->sessions; i++) {
		r = &s->table->at[i];
		if (r->phase != SLOTS_QUEUED || i == s->index ||
		    (int32_t)(r->since_ms - since_ms) <= 0)
			continue;
		if (slots_holder(s->early_fd, i) != 0)
			n++;
		else
			r->phase = SLOTS_DONE;
	}
	return n;
}

bool
slots_handshake(struct slots *s, bool presses)
{
	struct slots_record *r;
	bool may = true;
	int i = -1;

	if (s->table_fd < 0)
		return true;
	if (slots_map(s) == 0) {
		r = &s->table->at[s->index];
		if (presses && r->phase == SLOTS_SILENT) {
			r->phase = SLOTS_QUEUED;
			r->since_ms = slots_now();
		}
		may = slots_count(s, SLOTS_HANDSHAKE, 0, s->handshakes) +
		    younger(s, r->since_ms) < s->handshakes;
		if (may) {
			r->phase = SLOTS_HANDSHAKE;
			r->since_ms = slots_now();
			began_ms = clock_ms();
		} else if (presses) {
			i = slots_ask(s, SLOTS_HANDSHAKE, 0);
		}
		slots_unmap(s);
	}
	if (may)
		close_table(s);
	else if (presses)
		await_leave(s->early_fd, i);
	return may;
}

void
slots_handshake_over(struct slots *s)
{
	if (s->early_fd >= 0)
		(void)close(s->early_fd);
	s->early_fd = -1;
}
