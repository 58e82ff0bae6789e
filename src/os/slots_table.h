/* SPDX-License-Identifier: MIT */
/* The table of places and the locks that make it true: inside of os/slots.h. */
#ifndef OS_SLOTS_TABLE_H
#define OS_SLOTS_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "os/slots.h"

/* What the table says of a place; a lock says whether it is true. */
enum slots_phase {
	SLOTS_FREE,
	SLOTS_SILENT,	/* nothing was heard, or too little */
	SLOTS_QUEUED,	/* may begin its handshake when others are done */
	SLOTS_HANDSHAKE,
	SLOTS_DONE
};

struct slots_record {
	uint64_t peer;
	uint32_t since_ms;	/* monotonic clock, low 32 bits */
	uint16_t phase;
	uint16_t asked;		/* to leave; it will when it can */
};

enum {
	/* Addresses that something is remembered of, found by their hash. */
	SLOTS_KNOWN = 512,
	SLOTS_WAYS = 4		/* they may be in so many places each */
};

struct slots_known {
	uint64_t peer;
	uint32_t used_ms, stalled_ms;	/* the clock as above */
	uint32_t minute_ms, starts;	/* connections since then, */
	uint32_t quiet;			/* so many of them not in the log */
	bool stalls;			/* stalled_ms is set */
};

/* Written by one at a time: under flock(2), which a killed process loses. */
struct slots_table {
	struct {
		int64_t said_ms;	/* 0: never */
		uint64_t count;		/* not said so far */
	} refused[SLOTS_LIMITS];
	uint64_t seat;			/* the last one that was taken */
	uint32_t checked_ms;		/* whether those who wait still do */
	uint32_t counted_ms;		/* whether all still live, when full */
	uint32_t swept_ms;		/* what was kept out of the log */
	uint32_t unused;
	struct slots_known known[SLOTS_KNOWN];
	struct slots_record at[];
};

/*
 * Who else holds byte AT of FD: 0: nobody, -1: somebody we cannot see.  What
 * this process holds itself is held by nobody else.  Takes as many steps in
 * the kernel as FD has locks: 0.4 us with 50, 1 us with 500.
 */
pid_t slots_holder(int fd, unsigned at);

/* Takes (F_RDLCK) or gives up (F_UNLCK) byte AT of FD. */
void slots_hold(int fd, unsigned at, short type);

/* One at a time has the table; false: it cannot be had. */
bool slots_lock(const struct slots *s);
void slots_unlock(const struct slots *s);

/* The same, and the table mapped, for the longer one of these. */
int slots_map(struct slots *s);
void slots_unmap(struct slots *s);

/*
 * How many places of others belong to PEER (0: to anybody).  Only with CHECK
 * and when there seem to be MOST of them the kernel is asked who still lives,
 * one question each.
 */
unsigned long slots_count(struct slots *s, uint64_t peer, unsigned long most,
    bool check);

/* Makes true what the table says of those in PHASE, one question each. */
void slots_check(struct slots *s, enum slots_phase phase);

/*
 * Asks one to leave: slots_whom() says whom.  Its place; -1: there is none to
 * ask.
 */
int slots_ask(struct slots *s, unsigned want, uint64_t peer,
    unsigned long has);

/* Whether nobody holds place I any more, which is free then. */
bool slots_is_free(struct slots *s, unsigned i);

/* From now on SIGURG is a request to leave; and whether there was one. */
void slots_listen(void);
bool slots_is_asked(void);

/* Milliseconds of the monotonic clock as the table has them. */
uint32_t slots_now(void);

#endif
