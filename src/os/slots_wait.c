/* SPDX-License-Identifier: MIT */
/* Asked to leave or ended, and waiting until then: see slots.h, ppoll(2). */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "os/slots.h"
#include "os/slots_table.h"

/* Consecutive waits that end at once before signals are checked. */
enum { BUSY_MAX = 16 };

static volatile sig_atomic_t was_asked, is_ended;

static void
on_signal(int sig)
{
	if (sig == SIGTERM)
		is_ended = 1;
	else
		was_asked = 1;
}

/* Blocks SIG except in slots_poll(), where it cannot be lost. */
static void
take(int sig)
{
	struct sigaction sa;
	sigset_t set;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_signal;
	(void)sigaction(sig, &sa, NULL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, sig);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
}

void
slots_listen(void)
{
	take(SIGURG);
}

void
slots_end_softly(void)
{
	take(SIGTERM);
}

bool
slots_is_asked(void)
{
	return was_asked != 0;
}

int
slots_poll(struct pollfd *p, unsigned n, int64_t wait_ms)
{
	const struct timespec t = {
		.tv_sec = (time_t)(wait_ms / 1000),
		.tv_nsec = (long)(wait_ms % 1000) * 1000000
	};
	static const struct timespec no_time;
	static unsigned busy;
	sigset_t none;
	int ready;

	(void)sigemptyset(&none);
	ready = ppoll(p, n, &t, &none);
	/* Linux delivers no signal while something is ready. */
	if (ready > 0 && ++busy % BUSY_MAX == 0)
		(void)ppoll(NULL, 0, &no_time, &none);
	return ready;
}

bool
slots_ended(void)
{
	return is_ended != 0;
}

bool
slots_asked(void)
{
	bool was = was_asked != 0;

	was_asked = 0;
	return was;
}

static bool made_room;
static int64_t stalled_ms;	/* time spent waiting for the client */

bool
slots_wait(struct pollfd *p, int64_t until_ms)
{
	int64_t now = clock_ms(), began, left;
	int n = -1;

	do {
		if (is_ended)
			return false;
		began = now;
		left = until_ms - now;
		if (was_asked != 0 && left > SLOTS_STALL_MS - stalled_ms)
			left = SLOTS_STALL_MS - stalled_ms;
		if (left <= 0)
			break;
		n = slots_poll(p, 1, left);
		now = clock_ms();
		/* Many small pieces that lead nowhere are a stall, too. */
		stalled_ms += now > began ? now - began : 1;
	} while (n == 0 || (n < 0 && errno == EINTR));
	if (n <= 0 && now < until_ms && was_asked != 0)
		made_room = true;
	return n > 0;
}

void
slots_wait_anew(void)
{
	stalled_ms = 0;
}

bool
slots_made_room(void)
{
	return made_room;
}
