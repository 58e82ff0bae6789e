/* SPDX-License-Identifier: MIT */
/* Signals: see sig.h and ppoll(2). */
#define _GNU_SOURCE
#include "os/sig.h"

#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <time.h>

static const int watched[] = { SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGCHLD };

enum { WATCHED = sizeof watched / sizeof watched[0] };

static volatile sig_atomic_t ends, hup;

static void
take(int number)
{
	if (number == SIGHUP)
		hup = 1;
	else if (number != SIGCHLD)
		ends++;
}

static void
handle(int number, void (*how)(int))
{
	struct sigaction sa = { .sa_handler = how };

	(void)sigaction(number, &sa, NULL);
}

static void
block(int how)
{
	sigset_t set;
	size_t i;

	(void)sigemptyset(&set);
	for (i = 0; i < WATCHED; i++)
		(void)sigaddset(&set, watched[i]);
	(void)sigprocmask(how, &set, NULL);
}

void
sig_begin(void)
{
	handle(SIGPIPE, SIG_IGN);
	handle(SIGXFSZ, SIG_IGN);
	handle(SIGCHLD, SIG_DFL);
}

void
sig_watch(void)
{
	size_t i;

	block(SIG_BLOCK);
	for (i = 0; i < WATCHED; i++)
		handle(watched[i], take);
}

void
sig_with_parent(void)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
}

int
sig_poll(struct pollfd *p, unsigned n, int ms)
{
	struct timespec ts = {
		.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000
	};
	sigset_t none;

	(void)sigemptyset(&none);
	return ppoll(p, n, ms < 0 ? NULL : &ts, &none);
}

int
sig_ends(void)
{
	return ends;
}

bool
sig_hup(void)
{
	bool came = hup != 0;

	hup = 0;
	return came;
}

void
sig_forget(void)
{
	size_t i;

	for (i = 0; i < WATCHED; i++)
		handle(watched[i], SIG_DFL);
	block(SIG_UNBLOCK);
}
