/* SPDX-License-Identifier: MIT */
/*
 * How many connections there are at once, counted across processes that know
 * nothing of each other, whoever started them.
 *
 * The folder has three files.  A connection holds byte I of `sessions` locked
 * for its life and byte I of `unfinished` until its handshake is over.  These
 * are POSIX record locks: the kernel frees them when their process dies, no
 * matter how, a child does not inherit them, and fcntl(2) names the process
 * that holds one.  `table` says of each I whose it is and since when; what it
 * says of a byte that nobody holds counts for nothing.
 *
 * After the drop of privileges a process has only `sessions` and, in the
 * handshake, `unfinished`, both empty and for reading: it can give up its own
 * place, by closing them, and do nothing to another's.
 *
 * When no place is left, a connection that has finished no handshake is asked
 * to leave by SIGURG, a signal that every other program ignores.  Places are
 * shared by address (IPv6: by /64):
 * 1. Who has most loses first: of the address with the most places the oldest
 *    is asked, for one that would have fewer, else the oldest of one's own.
 * 2. Who waits goes in the order of what its address has, with those of it who
 *    wait and came later; of equals the last come, whose client still waits.
 * 3. An address that had to leave in its handshake counts as one that has more
 *    than any other, for a minute, and does not get the last eighth.
 * 4. A handshake leaves when its client was waited for for a second in all.
 * 5. For one that has said nothing nobody leaves.
 *
 * When nobody is left in a handshake, sessions are asked, oldest first, of the
 * address that has the most of all, two more than the newcomer's at least.  One
 * that moved data in the last minute stays (SLOTS_IDLE_MS).
 */
#ifndef OS_SLOTS_H
#define OS_SLOTS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
	SLOTS_MAX = 10000,	/* the largest --max-sessions */
	/* By default a session for each megabyte of memory, within these. */
	SLOTS_MB_MIN = 16,
	SLOTS_MB_MAX = 1000,
	/*
	 * Bytes.  A client of whom so many have come has probably said its
	 * ClientHello: one that can lead to a handshake here is not shorter
	 * (RFC 8446, 4.1.2), and it comes at once.  They are not read.
	 */
	SLOTS_HELLO_MIN = 64,
	/* So long in all a client is waited for in a handshake, when asked. */
	SLOTS_STALL_MS = 1000,
	SLOTS_IDLE_MS = 60000,	/* of a session that leaves, when asked */
	SLOTS_MEMORY_MS = 60000,	/* of an address that had to leave */
	SLOTS_KEPT = 8,		/* one of so many places is not for it */
	/* Milliseconds that one waits for those who were asked to leave. */
	SLOTS_LOBBY_MS = 1000,
	/* And between two lines about refused connections. */
	SLOTS_BURST_MS = 10000,
	/*
	 * Connections of an address in a minute that the log has from their
	 * start, when one had to leave in its handshake, and else; those that
	 * come to a session are there in any case.
	 */
	SLOTS_LINES = 10,
	SLOTS_LINES_GOOD = 3000,
	SLOTS_MINUTE_MS = 60000,
	SLOTS_SWEEP_MS = 5000	/* how often counts are looked for */
};

/* What a connection may run into. */
enum slots_limit {
	SLOTS_SESSIONS, SLOTS_PER_IP,
	SLOTS_LIMITS
};

struct slots {
	/* given by the caller; what is 0 gets its default in slots_open() */
	unsigned long sessions, handshakes, per_ip;
	int client_fd;		/* its socket */
	bool greets;		/* STARTTLS: a client is silent until then */
	uint64_t peer;		/* addr.h; 0: nobody that is counted by */
	/* set by slots_enter() */
	enum slots_limit why;	/* the limit that refused it */
	/* refused connections that nobody has said so far, and it is time */
	unsigned refused[SLOTS_LIMITS];
	bool quiet;	/* the log has it only if its handshake succeeds */
	/* so many of an address were quiet in a minute, and it is time */
	uint32_t quieted;
	uint64_t quiet_peer;
	/* its own; after slots_open() failed all calls do nothing */
	int life_fd, early_fd, table_fd;
	unsigned index;
	struct slots_table *table;
};

/*
 * Opens the files in FOLDER, made when it is missing (0700), and fills the
 * defaults: sessions by sysinfo(2), half as many handshakes but no more than
 * 64, a quarter of the sessions from one address but no less than 8.  -1:
 * there are no limits then.  A folder that somebody else could write to is
 * refused.
 */
int slots_open(struct slots *s, const char *folder, struct err *e);

/*
 * Takes a place for this process.  When there is none it waits for one, or
 * for its client to say something, SLOTS_LOBBY_MS at most.  False: refused,
 * S says by what.  17 system calls with slots_open(), and one for each place
 * when all seem to be taken.
 */
bool slots_enter(struct slots *s);

/*
 * The client has said something: may its handshake begin?  False: not yet,
 * too many are in progress.  With PRESSES one of them was asked to leave, and
 * half a second went by at most.  5 system calls.
 */
bool slots_handshake(struct slots *s, bool presses);

/* The handshake is over, one way or the other.  Only closes a descriptor. */
void slots_handshake_over(struct slots *s);

/*
 * poll(2) that ends with EINTR when this process is asked to leave, or was
 * since the last one.
 */
int slots_poll(struct pollfd *p, unsigned n, int64_t wait_ms);

/* Whether this process was asked to leave since the last call. */
bool slots_asked(void);

/*
 * Waits for the client in a handshake.  False: it is UNTIL_MS, or this process
 * was asked to leave and its client was waited for long enough in all.  One
 * that computes is not stopped: else a slow machine with many clients would
 * finish no handshake at all.
 */
bool slots_wait(struct pollfd *p, int64_t until_ms);

/* Counts that time anew: what comes now is not what was waited for. */
void slots_wait_anew(void);

/* Whether slots_wait() ended because of that. */
bool slots_made_room(void);

#endif
