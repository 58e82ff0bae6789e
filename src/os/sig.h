/* SPDX-License-Identifier: MIT */
/*
 * Signals of a process that waits for connections and children: they are
 * blocked everywhere but in sig_poll(), so none comes at a wrong moment.
 */
#ifndef OS_SIG_H
#define OS_SIG_H

#include <poll.h>
#include <stdbool.h>

/*
 * At the start of a process, whatever its parent ignored: a broken pipe and a
 * log file at its limit are errors and end no service, and a child's end is
 * there to be waited for.
 */
void sig_begin(void);

/*
 * From now on TERM, INT and QUIT are counted, HUP is noted, and CHLD wakes
 * sig_poll() up.
 */
void sig_watch(void);

/*
 * TERM comes when the process that started this one ends.  Children do not
 * inherit that.
 */
void sig_with_parent(void);

/*
 * poll(2) for at most MS milliseconds, negative: for ever, in which signals
 * are let in.
 */
int sig_poll(struct pollfd *p, unsigned n, int ms);

/* How often TERM, INT and QUIT came so far. */
int sig_ends(void);

/* Whether HUP came since this was last asked. */
bool sig_hup(void);

/* In a child: every one at its default, and none blocked. */
void sig_forget(void);

#endif
