/* SPDX-License-Identifier: MIT */
/*
 * Dropping privileges for good, before the first byte is read from the network.
 *
 * Each network process gets a user id of its own, PRIV_UID_BASE plus its
 * process id, so that no two can signal or trace each other; a named user can
 * be chosen instead.  In a user namespace that has no such ids two may share
 * one, if their process ids are a multiple of PRIV_UIDS_SMALL apart.
 */
#ifndef OS_PRIV_H
#define OS_PRIV_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

enum {
	/* Above all ids that distributions assign, below 2^31 with any pid. */
	PRIV_UID_BASE = 1400000000,
	PRIV_PID_MAX = 4194304,		/* proc(5), pid_max */
	/*
	 * Where these are not mapped (a container with 65536 ids): above the
	 * ids of people and below 60000, from where Debian and systemd give
	 * ids to services.
	 */
	PRIV_UID_SMALL = 32768,
	PRIV_UIDS_SMALL = 16384,
	/*
	 * The descriptor limit.  0 to 2 are open, so no new one can be made;
	 * poll(2) refuses more entries than the limit says.
	 */
	PRIV_POLL_MAX = 3
};

struct priv {
	uid_t uid;
	gid_t gid;
};

/*
 * Looks up the ids to change to: user and group by name or number; NULL: ids of
 * its own.  0 is refused, and so are ids that this user namespace does not
 * have, unless !priv_able().  Reads /etc/passwd, /etc/group and the maps in
 * /proc, so call it before chroot(2).
 */
int priv_find(struct priv *p, const char *user, const char *group,
    struct err *e);

/* The same for the program to run, where NULL and 0 leave the ids unchanged. */
int priv_find_program(struct priv *p, const char *user, const char *group,
    struct err *e);

/*
 * Changes to that user, without supplementary groups.  -1: failed; the program
 * must not be run.
 */
int priv_become(const struct priv *p, struct err *e);

/*
 * Whether this process can change its ids.  False for an ordinary user, and for
 * "root" of a user namespace that maps a single id: there is no other.
 */
bool priv_able(void);

/* 0: JAIL suits priv_drop(): empty, owned by root; made if missing. */
int priv_judge_jail(const char *jail, struct err *e);

/*
 * Confines the process: no core file, no new process, no new descriptor, no
 * growing file unless MAY_WRITE_FILES, not dumpable, root in JAIL, which
 * priv_judge_jail() has judged, ids of P without supplementary groups, and no
 * way back (no_new_privs).  All of it, or -1.  If !priv_able(), root folder and
 * ids are unchanged, and the rest is done.
 */
int priv_drop(const struct priv *p, const char *jail, bool may_write_files,
    struct err *e);

/*
 * Prevents core files of this process and tracing by its own user until it
 * execs: for the process that holds the key.  The resource limits are left
 * alone, because the program would inherit them.
 */
void priv_hide(void);

#endif
