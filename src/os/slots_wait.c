/* SPDX-License-Identifier: MIT */
/* Asked to leave, and waiting until then: see slots.h and ppoll(2). */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "os/slots.h"
#include "os/slots_table.h"

static volatile sig_atomic_t was_asked;

static void
on_ask(int sig)
{
	(void)sig;
	was_asked = 1;
}

void
slots_listen(void)
{
	struct sigaction sa;
	sigset_t asks;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_ask;
	(void)sigaction(SIGURG, &sa, NULL);
	/* It waits for slots_poll(), where it is not lost. */
	(void)sigemptyset(&asks);
	(void)sigaddset(&asks, SIGURG);
	(void)sigprocmask(SIG_BLOCK, &asks, NULL);
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
	sigset_t none;

	(void)sigemptyset(&none);
	return ppoll(p, n, &t, &none);
}

bool
slots_asked(void)
{
	bool was = was_asked != 0;

	was_asked = 0;
	return was;
}

static bool made_room;
static int64_t stalled_ms;	/* so long this client was waited for */

bool
slots_wait(struct pollfd *p, int64_t until_ms)
{
	int64_t now = clock_ms(), began, left;
	int n = -1;

	do {
		began = now;
		left = until_ms - now;
		if (was_asked != 0 && left > SLOTS_STALL_MS - stalled_ms)
			left = SLOTS_STALL_MS - stalled_ms;
		if (left <= 0)
			break;
		n = slots_poll(p, 1, left);
		now = clock_ms();
		/* Also a crowd of bytes that lead nowhere is a stall. */
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
