/* SPDX-License-Identifier: MIT */
/*
 * Signals of a process that waits for connections and children: they are
 * blocked except in sig_poll(), so that none arrives at a bad moment.
 */
#ifndef OS_SIG_H
#define OS_SIG_H

#include <poll.h>
#include <stdbool.h>

/*
 * Sets up signals at the start of a process, whatever its parent ignored: a
 * broken pipe or a log file at its size limit is an error, not the end of the
 * service, and children can be waited for.
 */
void sig_begin(void);

/*
 * From now on TERM, INT and QUIT are counted, HUP is noted, and CHLD wakes
 * sig_poll() up.
 */
void sig_watch(void);

/*
 * Has TERM sent to this process when its parent ends.  Children do not inherit
 * that.
 */
void sig_with_parent(void);

/*
 * poll(2) for at most MS milliseconds (negative: for ever), with signals
 * unblocked.
 */
int sig_poll(struct pollfd *p, unsigned n, int ms);

/* How many of TERM, INT and QUIT have arrived so far. */
int sig_ends(void);

/* Whether HUP has arrived since the last call. */
bool sig_hup(void);

/* In a child: resets every signal to its default and unblocks all. */
void sig_forget(void);

#endif
