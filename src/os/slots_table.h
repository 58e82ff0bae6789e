/* SPDX-License-Identifier: MIT */
/* The table of places and the locks that validate it; internal to slots.h. */
#ifndef OS_SLOTS_TABLE_H
#define OS_SLOTS_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "os/slots.h"

/* The state of a place in the table; valid only while it is locked. */
enum slots_phase {
	SLOTS_FREE,
	SLOTS_SILENT,	/* sent nothing, or too little */
	SLOTS_QUEUED,	/* waits for others to finish theirs */
	SLOTS_HANDSHAKE,
	SLOTS_DONE
};

struct slots_record {
	uint64_t peer;
	uint32_t since_ms;	/* monotonic clock, low 32 bits */
	uint16_t phase;
	uint16_t asked;		/* to leave, which may take a while */
};

enum {
	/* Addresses remembered, found by hash. */
	SLOTS_KNOWN = 512,
	SLOTS_WAYS = 4		/* entries in which each may be */
};

struct slots_known {
	uint64_t peer;
	uint32_t used_ms, stalled_ms;	/* as since_ms */
	uint32_t minute_ms, starts;	/* connections since then */
	uint32_t quiet;			/* of these, not logged */
	bool stalls;			/* stalled_ms is set */
};

/* Written under flock(2), which a killed process releases. */
struct slots_table {
	struct {
		int64_t said_ms;	/* 0: never */
		uint64_t count;		/* not logged so far */
	} refused[SLOTS_LIMITS];
	uint64_t seat;			/* the last one taken */
	uint32_t checked_ms;		/* last check of those that wait */
	uint32_t counted_ms;		/* last check of all, when full */
	uint32_t swept_ms;		/* last search for quiet counts */
	uint32_t unused;
	struct slots_known known[SLOTS_KNOWN];
	struct slots_record at[];
};

/*
 * The other process that holds a lock on byte AT of FD; 0: none; -1: one that
 * is not visible here.  Takes time in proportion to the locks on FD: 0.4 us
 * with 50, 1 us with 500.
 */
pid_t slots_holder(int fd, unsigned at);

/* Takes (F_RDLCK) or releases (F_UNLCK) the lock on byte AT of FD. */
void slots_hold(int fd, unsigned at, short type);

/* Locks the table against other processes; false: failed. */
bool slots_lock(const struct slots *s);
void slots_unlock(const struct slots *s);

/* The same, and maps the table. */
int slots_map(struct slots *s);
void slots_unmap(struct slots *s);

/*
 * How many places, ours excluded, belong to PEER (0: to anybody).  With CHECK,
 * and if there seem to be MOST of them, asks the kernel which are still held,
 * with a system call each.
 */
unsigned long slots_count(struct slots *s, uint64_t peer, unsigned long most,
    bool check);

/* Corrects the table for places in PHASE, with a system call each. */
void slots_check(struct slots *s, enum slots_phase phase);

/*
 * Asks the connection that slots_whom() chooses to leave.  Returns its place;
 * -1: there is none to ask.
 */
int slots_ask(struct slots *s, unsigned want, uint64_t peer,
    unsigned long has);

/* Whether nobody holds place I any more; then marks it free. */
bool slots_is_free(struct slots *s, unsigned i);

/* Treats SIGURG as a request to leave from now on; whether there was one. */
void slots_listen(void);
bool slots_is_asked(void);

/* Milliseconds of the monotonic clock, as in the table. */
uint32_t slots_now(void);

#endif
