/* SPDX-License-Identifier: MIT */
/* Dropping privileges: see priv.h. */
#define _GNU_SOURCE
#include "os/priv.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/num.h"
#include "os/dir.h"
#include "os/idmap.h"
#include "os/ids.h"

enum { ID_MAX = 2147483647 };

bool
priv_able(void)
{
	char map[128];
	const char *end;
	ssize_t n;
	int fd;

	if (geteuid() != 0)
		return false;
	/* open(3) of musl would set FD_CLOEXEC once more. */
	fd = openat(AT_FDCWD, "/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true;	/* no user namespaces or no /proc */
	n = read(fd, map, sizeof map - 1);
	(void)close(fd);
	if (n < 3)
		return true;
	map[n] = '\0';
	/* Lines are "inside outside count": a single one with count 1? */
	end = strchr(map, '\n');
	return end == NULL || end[1] != '\0' || end - map < 2 ||
	    end[-1] != '1' || end[-2] != ' ';
}

/* A number is used as it is; for a user, it is the group's too. */
static int
look_up(const char *path, const char *name, unsigned long ids[2])
{
	if (num_parse(name, 0, ID_MAX, &ids[0]) < 0)
		return ids_find(path, name, ids);
	ids[1] = ids[0];
	return 0;
}

/* Whether users and groups can have the ids FIRST to LAST. */
static bool
are_mapped(unsigned long first, unsigned long last)
{
	return idmap_has(IDMAP_USERS, first, last) &&
	    idmap_has(IDMAP_GROUPS, first, last);
}

static int
refuse_ids(struct err *e)
{
	return err_why(e, "user and group", NULL, "not mapped in this user "
	    "namespace; choose others");
}

/* Ids that no other process has. */
static int
find_own(unsigned long ids[2], struct err *e)
{
	unsigned long pid = (unsigned long)getpid();

	ids[0] = PRIV_UID_BASE + pid;
	if (!are_mapped(PRIV_UID_BASE, PRIV_UID_BASE + PRIV_PID_MAX) &&
	    priv_able()) {
		ids[0] = PRIV_UID_SMALL + pid % PRIV_UIDS_SMALL;
		if (!are_mapped(PRIV_UID_SMALL,
		    PRIV_UID_SMALL + PRIV_UIDS_SMALL - 1))
			return refuse_ids(e);
	}
	ids[1] = ids[0];
	return 0;
}

/* Those of USER and GROUP, or what IDS has; what was named is mapped. */
static int
find_named(struct priv *p, const char *user, const char *group,
    unsigned long ids[2], struct err *e)
{
	unsigned long gids[2];

	if (user != NULL && look_up("/etc/passwd", user, ids) < 0)
		return err_why(e, "user", user,
		    "not in /etc/passwd");
	if (group != NULL) {
		if (look_up("/etc/group", group, gids) < 0)
			return err_why(e, "group", group,
			    "not in /etc/group");
		ids[1] = gids[0];
	}
	p->uid = (uid_t)ids[0];
	p->gid = (gid_t)ids[1];
	if ((user != NULL || group != NULL) && priv_able() &&
	    !(idmap_has(IDMAP_USERS, ids[0], ids[0]) &&
	    idmap_has(IDMAP_GROUPS, ids[1], ids[1])))
		return refuse_ids(e);
	return 0;
}

int
priv_find(struct priv *p, const char *user, const char *group, struct err *e)
{
	unsigned long ids[2] = { 0, 0 };

	if ((user == NULL && find_own(ids, e) < 0) ||
	    find_named(p, user, group, ids, e) < 0)
		return -1;
	if (p->uid == 0 || p->gid == 0)
		return err_why(e, "user and group", NULL,
		    "neither may be root");
	return 0;
}

int
priv_find_program(struct priv *p, const char *user, const char *group,
    struct err *e)
{
	unsigned long ids[2] = { 0, 0 };

	return find_named(p, user, group, ids, e);
}

static const struct rlimit none = { 0, 0 };
static const struct rlimit stdio_only = { PRIV_POLL_MAX, PRIV_POLL_MAX };

static int
change_ids(const struct priv *p, struct err *e)
{
	if (setgroups(0, NULL) < 0)
		return err_set(e, "drop the supplementary groups", NULL,
		    errno);
	if (setresgid(p->gid, p->gid, p->gid) < 0 ||
	    setresuid(p->uid, p->uid, p->uid) < 0)
		return err_set(e, "change user and group", NULL, errno);
	/* The drop must hold: a way back to root is as bad as no drop. */
	if (p->uid != 0 && setuid(0) == 0)
		return err_why(e, "change user", NULL, "root can be regained");
	return 0;
}

int
priv_become(const struct priv *p, struct err *e)
{
	return p->uid == 0 && p->gid == 0 ? 0 : change_ids(p, e);
}

/* Only root may be able to write to the folder, so that it stays empty. */
int
priv_judge_jail(const char *jail, struct err *e)
{
	struct stat st;
	int fd, rc = -1;

	if (mkdir(jail, 0555) < 0 && errno != EEXIST)
		return err_set(e, "create the empty folder", jail, errno);
	if (lstat(jail, &st) < 0)
		return err_set(e, "stat the empty folder", jail, errno);
	if (!S_ISDIR(st.st_mode) || st.st_uid != 0 ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_why(e, "empty folder", jail, "must be a folder that "
		    "belongs to root and is not writable by others");
	fd = open(jail, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, "open the empty folder", jail, errno);
	if (dir_is_empty(fd))
		rc = 0;
	else
		err_why(e, "empty folder", jail, "is not empty; choose another "
		    "with --jail");
	(void)close(fd);
	return rc;
}

static int
enter_jail(const char *jail, struct err *e)
{
	if (chroot(jail) < 0 || chdir("/") < 0)
		return err_set(e, "enter the empty folder", jail, errno);
	return 0;
}

int
priv_drop(const struct priv *p, const char *jail, bool may_write_files,
    struct err *e)
{
	/* Asked before the limits, as the jail is: it opens a file. */
	bool able = priv_able();

	if (able && priv_judge_jail(jail, e) < 0)
		return -1;
	if (setrlimit(RLIMIT_CORE, &none) < 0 ||
	    setrlimit(RLIMIT_NOFILE, &stdio_only) < 0 ||
	    (!may_write_files && setrlimit(RLIMIT_FSIZE, &none) < 0))
		return err_set(e, "set the limits", NULL, errno);
	if (able) {
		if (enter_jail(jail, e) < 0 || change_ids(p, e) < 0)
			return -1;
	}
	/* After the ids changed: as root it would not bind. */
	if (setrlimit(RLIMIT_NPROC, &none) < 0)
		return err_set(e, "set the limits", NULL, errno);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_set(e, "set no_new_privs", NULL, errno);
	return 0;
}

void
priv_hide(void)
{
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
