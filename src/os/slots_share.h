/* SPDX-License-Identifier: MIT */
/*
 * How places are shared by address: the rule of os/slots.h over the table of
 * places, without locks, signals or a clock, so that tests/unit/slots_share.c
 * can put it through floods of an hour in a second.
 */
#ifndef OS_SLOTS_SHARE_H
#define OS_SLOTS_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "os/slots_table.h"

/* Sets of phases. */
enum {
	SLOTS_BIT_SILENT = 1 << SLOTS_SILENT,
	SLOTS_BIT_QUEUED = 1 << SLOTS_QUEUED,
	SLOTS_BIT_HANDSHAKE = 1 << SLOTS_HANDSHAKE,
	SLOTS_BIT_DONE = 1 << SLOTS_DONE,
	SLOTS_UNFINISHED = SLOTS_BIT_SILENT | SLOTS_BIT_QUEUED |
	    SLOTS_BIT_HANDSHAKE
};

/*
 * How many of the N places' waiters go before ME.  *HAS: how many handshakes
 * its address will have before it, those in progress included.
 */
unsigned long slots_before(struct slots_table *t, unsigned n,
    unsigned me, uint32_t now_ms, unsigned long *has);

/* How many of HANDSHAKES places are open to PEER. */
unsigned long slots_open_to(struct slots_table *t, uint64_t peer,
    unsigned long handshakes, uint32_t now_ms);

/*
 * Whom one of PEER, which HAS so many before it, asks to leave: of the phases
 * WANT; -1: nobody.  Nobody is chosen twice, `asked` is the caller's to set.
 */
int slots_whom(struct slots_table *t, unsigned n, unsigned want,
    uint64_t peer, unsigned long has, uint32_t now_ms);

/* What is remembered of PEER, or what makes room for it: look at its peer. */
struct slots_known *slots_known(struct slots_table *t, uint64_t peer,
    uint32_t now_ms);

/* A handshake of PEER had to leave. */
void slots_stalled(struct slots_table *t, uint64_t peer, uint32_t now_ms);

/*
 * Counts a connection of PEER for the log.  Whether it has no line of its own
 * until its handshake is over: there were too many before it in a
 * minute.  *N: so many of *WHOSE were such in a minute that is over, to be
 * said now; 0: there is nothing to say.
 */
bool slots_is_quiet(struct slots_table *t, uint64_t peer, uint32_t now_ms,
    uint32_t *n, uint64_t *whose);

/* Gives the memory back that all this took. */
void slots_forget_sums(void);

#endif
