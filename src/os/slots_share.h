/* SPDX-License-Identifier: MIT */
/*
 * How places are shared by address: applies the rules of os/slots.h to the
 * table of places, without locks, signals or a clock, so that
 * tests/unit/slots_share.c can simulate an hour of floods in a second.
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
 * How many of those waiting in the N places go before ME.  *HAS: how many
 * handshakes its address has before it, those in progress included.
 */
unsigned long slots_before(struct slots_table *t, unsigned n,
    unsigned me, uint32_t now_ms, unsigned long *has);

/* How many of HANDSHAKES places PEER may use. */
unsigned long slots_open_to(struct slots_table *t, uint64_t peer,
    unsigned long handshakes, uint32_t now_ms);

/*
 * The place in one of the phases WANT that has to leave for a connection of
 * PEER, with HAS places counted before it; -1: none.  The caller sets `asked`,
 * so that none is chosen twice.
 */
int slots_whom(struct slots_table *t, unsigned n, unsigned want,
    uint64_t peer, unsigned long has, uint32_t now_ms);

/* The entry of PEER or, if its peer differs, the one to be replaced. */
struct slots_known *slots_known(struct slots_table *t, uint64_t peer,
    uint32_t now_ms);

/* Records that a handshake of PEER had to leave. */
void slots_stalled(struct slots_table *t, uint64_t peer, uint32_t now_ms);

/*
 * Counts a connection of PEER for the log.  True: it is not to be logged until
 * its handshake is over, because too many came before it in a minute.  *N: how
 * many such connections of *WHOSE there were in a past minute, to be logged
 * now; 0: none.
 */
bool slots_is_quiet(struct slots_table *t, uint64_t peer, uint32_t now_ms,
    uint32_t *n, uint64_t *whose);

/* Returns the memory that this used to the kernel. */
void slots_forget_sums(void);

#endif
