/* SPDX-License-Identifier: MIT */
/*
 * Giving up privileges for good, before the first byte of the network.
 *
 * Each connection's process gets a user id of its own, PRIV_UID_BASE plus its
 * process id, so that no two can signal or trace each other; a named user may
 * be asked for instead.
 */
#ifndef OS_PRIV_H
#define OS_PRIV_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

enum {
	/* Above all that distributions hand out, below 2^31 with any pid. */
	PRIV_UID_BASE = 1400000000,
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
 * Finds the ids to become: user and group by name or number, NULL: of our
 * own.  0 is refused.  Reads /etc/passwd and /etc/group: call it before any
 * jail.
 */
int priv_find(struct priv *p, const char *user, const char *group,
    struct err *e);

/*
 * The same for a program that is to be run, where NULL and 0 are root and
 * leave it as it is.
 */
int priv_find_program(struct priv *p, const char *user, const char *group,
    struct err *e);

/*
 * Becomes that user, without supplementary groups.  -1: not so, and the
 * program must not run.
 */
int priv_become(const struct priv *p, struct err *e);

/*
 * This process may change its ids.  Not so for an ordinary user, nor for
 * "root" of a user namespace that maps one id only: there is nobody to become.
 */
bool priv_able(void);

/* JAIL is fit for priv_drop(): an empty folder of root's, made if missing. */
int priv_judge_jail(const char *jail, struct err *e);

/*
 * Confines the process: no core file, no new process, no new descriptor, no
 * growing file unless MAY_WRITE_FILES, not dumpable, root in JAIL, which
 * priv_judge_jail() has judged, ids of P without supplementary groups, and
 * no way back (no_new_privs).  All of it or -1.  When !priv_able() the folder
 * and the ids stay and the rest is done.
 */
int priv_drop(const struct priv *p, const char *jail, bool may_write_files,
    struct err *e);

/*
 * No core file of this process and no tracing by its own user, until it
 * execs: for the one that holds the key.  The limits stay: they would be the
 * next program's too.
 */
void priv_hide(void);

#endif
