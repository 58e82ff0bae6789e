/* SPDX-License-Identifier: MIT */
/*
 * Limits on the number of connections, counted across processes that know
 * nothing of each other, however they were started.
 *
 * The folder has three files.  A connection holds a lock on byte I of
 * `sessions` for its lifetime, and on byte I of `unfinished` until its
 * handshake is over.  These are POSIX record locks: the kernel releases them
 * when their process dies, for whatever reason, a child does not inherit them,
 * and fcntl(2) names the process that holds one.  `table` records for each I
 * the owner's address and since when; an entry is valid only while the byte is
 * locked.
 *
 * After the drop of privileges a process keeps only `sessions` and, during the
 * handshake, `unfinished`, both empty and read-only: it can give up its own
 * place by closing them, and cannot affect any other.
 *
 * When no place is left, a connection that has not finished its handshake is
 * asked to leave by SIGURG, which every other program ignores.  Places are
 * shared by address (IPv6: by /64):
 * 1. The address with the most places loses its oldest one to a newcomer whose
 *    address would have fewer; otherwise the newcomer's own address loses its
 *    oldest.
 * 2. Waiting connections are served in the order of how many handshakes their
 *    address has, those of the same address that wait and came later included.
 *    Among equals the latest is first: its client is most likely still waiting.
 * 3. For a minute after one of its handshakes had to leave, an address counts
 *    as having more than any other, and cannot use the last 1/8 of the places.
 * 4. A handshake leaves once it has waited for its client for a second in all.
 * 5. Nobody leaves for a client that has sent nothing.
 *
 * When no handshake is left, the oldest session of the address with the most
 * connections is asked, if that has at least two more than the newcomer's.  A
 * session that moved data in the last minute stays (SLOTS_IDLE_MS).
 */
#ifndef OS_SLOTS_H
#define OS_SLOTS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
	SLOTS_MAX = 10000,	/* the largest --max-sessions */
	/* The default is one session per megabyte of memory, within these. */
	SLOTS_MB_MIN = 16,
	SLOTS_MB_MAX = 1000,
	/*
	 * A client that has sent this many bytes, which are not read, has
	 * probably sent its ClientHello: no acceptable one is shorter
	 * (RFC 8446, 4.1.2), and it arrives in one piece.
	 */
	SLOTS_HELLO_MIN = 64,
	/* How long in all a handshake may wait for its client once asked. */
	SLOTS_STALL_MS = 1000,
	SLOTS_IDLE_MS = 60000,	/* before a session leaves when asked */
	SLOTS_MEMORY_MS = 60000,	/* how long rule 3 applies */
	SLOTS_KEPT = 8,		/* rule 3: the last 1/8 of the places */
	/* How long a newcomer waits for a place: silent, and otherwise. */
	SLOTS_LOBBY_MS = 1000,
	SLOTS_SPEAKS_MS = 2000,
	/* Time between two log lines about refused connections. */
	SLOTS_BURST_MS = 10000,
	/*
	 * How many connections of an address per minute are logged as they
	 * start: if rule 3 applies to it, and otherwise.  Connections that
	 * complete their handshake are always logged.
	 */
	SLOTS_LINES = 10,
	SLOTS_LINES_GOOD = 3000,
	SLOTS_MINUTE_MS = 60000,
	SLOTS_SWEEP_MS = 5000	/* between searches for counts to log */
};

/* Why a connection was refused. */
enum slots_limit {
	SLOTS_SESSIONS, SLOTS_PER_IP,
	SLOTS_DENIED,		/* by --allow or --deny */
	SLOTS_LIMITS
};

struct slots {
	/* set by the caller; slots_open() replaces 0 by the default */
	unsigned long sessions, handshakes, per_ip;
	int client_fd;		/* its socket */
	bool greets;		/* STARTTLS: the client waits for us */
	uint64_t peer;		/* addr.h; 0: not counted by address */
	bool denied;		/* only counted as refused, for the log */
	/* set by slots_enter() */
	enum slots_limit why;	/* the limit that refused it */
	/* refused connections that are to be logged now */
	unsigned refused[SLOTS_LIMITS];
	bool quiet;	/* logged only if its handshake succeeds */
	/* quiet connections of another minute to be logged now, and whose */
	uint32_t quieted;
	uint64_t quiet_peer;
	/* private; if slots_open() failed, all calls do nothing */
	int life_fd, early_fd, table_fd;
	unsigned index;
	struct slots_table *table;
};

/*
 * Opens the files in FOLDER, which is created (0700) if missing, and fills in
 * the defaults: sessions by sysinfo(2), half as many handshakes but at most 64,
 * a quarter of the sessions per address but at least 8.  A folder that others
 * can write to is refused.  -1: there are no limits; E has the reason.
 */
int slots_open(struct slots *s, const char *folder, struct err *e);

/*
 * Takes a place for this process.  If there is none, waits at most
 * SLOTS_LOBBY_MS for the client to send something, and SLOTS_SPEAKS_MS for a
 * place if it has.  False: refused; S->why is the reason.  Takes 17 system
 * calls with slots_open(), and one per place if all seem to be taken.
 */
bool slots_enter(struct slots *s);

/*
 * Whether the handshake of a client that has sent something may begin.  False:
 * not yet, too many are in progress.  With PRESSES one of them is then asked to
 * leave, and the call may wait up to two seconds.  Takes 5 system calls.
 */
bool slots_handshake(struct slots *s, bool presses);

/* The handshake is over, in whatever way.  Only closes a descriptor. */
void slots_handshake_over(struct slots *s);

/*
 * From now on TERM does not kill this process but ends the waits below, and the
 * caller has to act on it.
 */
void slots_end_softly(void);

/* Whether TERM has arrived in one of these waits. */
bool slots_ended(void);

/*
 * poll(2) that ends with EINTR if this process is asked to leave or to end, or
 * was since the last call.
 */
int slots_poll(struct pollfd *p, unsigned n, int64_t wait_ms);

/* Whether this process was asked to leave since the last call. */
bool slots_asked(void);

/*
 * Waits for the client in a handshake.  False: it is UNTIL_MS, TERM has
 * arrived, or this process was asked to leave and has waited for its client
 * long enough in all.  Only waiting counts, not computing: otherwise a slow
 * machine with many clients would not finish any handshake.
 */
bool slots_wait(struct pollfd *p, int64_t until_ms);

/* Restarts that count: a new phase of the connection begins. */
void slots_wait_anew(void);

/* Whether slots_wait() ended because of that. */
bool slots_made_room(void);

#endif
