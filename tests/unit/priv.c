/* SPDX-License-Identifier: MIT */
/*
 * Giving up privileges.  Needs root, like the thing itself: the drop is done
 * in children, and each then tries to do what it must not be able to.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "lib/child.h"
#include "lib/unit.h"
#include "os/priv.h"

enum { NOBODY = 65534 };

#define ROOT "user and group: neither may be root"

static char jail[600], other[640];
static int file_fd;

static const struct {
	const char *user, *group;
	const char *why;	/* NULL: found */
	long uid, gid;		/* -1: of its own */
} rows[] = {
	{ NULL, NULL, NULL, -1, -1 },
	{ "1234", NULL, NULL, 1234, 1234 },
	{ "1234", "5678", NULL, 1234, 5678 },
	{ NULL, "5678", NULL, -1, 5678 },
	{ "nobody", NULL, NULL, NOBODY, NOBODY },
	{ "mail", NULL, NULL, 8, 8 },
	{ "nobody", "mail", NULL, NOBODY, 8 },
	{ "2147483647", NULL, NULL, 2147483647, 2147483647 },
	{ "0", NULL, ROOT, 0, 0 },
	{ "root", NULL, ROOT, 0, 0 },
	{ "00", "5", ROOT, 0, 0 },
	{ "nobody", "0", ROOT, 0, 0 },
	{ NULL, "root", ROOT, 0, 0 },
	{ "no-such", NULL, "user no-such: not in /etc/passwd",
	    0, 0 },
	{ "nobody", "no-such", "group no-such: not in /etc/group",
	    0, 0 },
	{ "-1", NULL, "user -1: not in /etc/passwd", 0, 0 },
	{ "4294967296", NULL,
	    "user 4294967296: not in /etc/passwd", 0, 0 },
	{ "", NULL, "user : not in /etc/passwd", 0, 0 }
};

static void
test_find(void)
{
	long own = PRIV_UID_BASE + (long)getpid();
	struct priv p;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		err_clear(&e);
		CHECK_INT(priv_find(&p, rows[i].user, rows[i].group, &e),
		    rows[i].why == NULL ? 0 : -1);
		CHECK_STR(e.text, rows[i].why == NULL ? "" : rows[i].why);
		if (rows[i].why != NULL)
			continue;
		CHECK_INT(p.uid, rows[i].uid < 0 ? own : rows[i].uid);
		CHECK_INT(p.gid, rows[i].gid < 0 ? own : rows[i].gid);
	}
	/* Whatever the pid is, it stays an id that a kernel takes. */
	CHECK(PRIV_UID_BASE + 4194304L < 2147483647L);
}

/* For a program: root is as good as nobody else. */
static void
test_find_program(void)
{
	static const struct {
		const char *user, *group;
		long uid, gid;
		const char *why;
	} them[] = {
		{ NULL, NULL, 0, 0, "" },
		{ "root", NULL, 0, 0, "" },
		{ "12345", NULL, 12345, 12345, "" },
		{ "12345", "7", 12345, 7, "" },
		{ "nobody", NULL, 65534, 65534, "" },
		{ "nobody", "root", 65534, 0, "" },
		{ NULL, "7", 0, 7, "" },
		{ "no-such", NULL, -1, -1,
		    "user no-such: not in /etc/passwd" },
		{ "-1", NULL, -1, -1,
		    "user -1: not in /etc/passwd" },
		{ "nobody", "no-such", -1, -1,
		    "group no-such: not in /etc/group" }
	};
	struct priv p;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof them / sizeof them[0]; i++) {
		err_clear(&e);
		CHECK_INT(priv_find_program(&p, them[i].user, them[i].group,
		    &e), them[i].uid < 0 ? -1 : 0);
		CHECK_STR(e.text, them[i].why);
		if (them[i].uid < 0)
			continue;
		CHECK_INT(p.uid, them[i].uid);
		CHECK_INT(p.gid, them[i].gid);
	}
}

static void
becomes(void)
{
	const gid_t more[] = { 7, 8 };
	const struct priv root = { 0, 0 }, them = { 12345, 54321 };
	struct err e;

	err_clear(&e);
	MUST(setgroups(2, more) == 0);
	MUST(priv_become(&root, &e) == 0);
	MUST(geteuid() == 0 && getgroups(0, NULL) == 2);
	MUST(priv_become(&them, &e) == 0);
	MUST(getuid() == 12345 && geteuid() == 12345 && getgid() == 54321);
	MUST(getgroups(0, NULL) == 0 && setuid(0) < 0);
	/* A program that is somebody's is that for good. */
	MUST(priv_become(&them, &e) < 0 && e.text[0] != '\0');
}

static rlim_t
limit_of(int kind)
{
	struct rlimit lim = { 77, 77 };

	switch (kind) {
	case 'c':
		(void)getrlimit(RLIMIT_CORE, &lim);
		break;
	case 'n':
		(void)getrlimit(RLIMIT_NOFILE, &lim);
		break;
	case 'p':
		(void)getrlimit(RLIMIT_NPROC, &lim);
		break;
	default:
		(void)getrlimit(RLIMIT_FSIZE, &lim);
		break;
	}
	return lim.rlim_cur == lim.rlim_max ? lim.rlim_cur : 78;
}

/* What is done with and without root. */
static void
must_be_confined(void)
{
	MUST(limit_of('c') == 0);
	MUST(limit_of('n') == PRIV_POLL_MAX);
	MUST(limit_of('p') == 0);
	MUST(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
	MUST(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	MUST(open("/", O_RDONLY) < 0 && errno == EMFILE);
	MUST(dup(0) < 0 && errno == EMFILE);
	MUST(fork() < 0 && errno == EAGAIN);
}

static void
drops(void)
{
	uid_t r, e, s;
	gid_t gr, ge, gs;
	struct stat before, now;
	const gid_t more[] = { 7, 8 };
	struct priv p;
	struct err why;

	err_clear(&why);
	MUST(setgroups(2, more) == 0 && getgroups(0, NULL) == 2);
	MUST(priv_find(&p, NULL, NULL, &why) == 0);
	MUST(p.uid == (uid_t)(PRIV_UID_BASE + getpid()));
	MUST(priv_drop(&p, jail, false, &why) == 0);
	MUST(why.text[0] == '\0');
	MUST(getresuid(&r, &e, &s) == 0);
	MUST(r == p.uid && e == p.uid && s == p.uid);
	MUST(getresgid(&gr, &ge, &gs) == 0);
	MUST(gr == p.gid && ge == p.gid && gs == p.gid);
	MUST(getgroups(0, NULL) == 0);
	/* No way back. */
	MUST(setuid(0) < 0 && setgid(0) < 0 && setgroups(0, NULL) < 0);
	MUST(chroot("/") < 0);
	/* The root is the empty folder, and we stand in it. */
	MUST(stat("/", &now) == 0 && stat(".", &before) == 0);
	MUST(now.st_ino == before.st_ino && now.st_dev == before.st_dev);
	MUST(now.st_uid == 0 && (now.st_mode & 07777) == 0555);
	MUST(stat("/etc", &now) < 0 && stat("/proc", &now) < 0);
	MUST(stat("../etc", &now) < 0);
	MUST(mkdir("/x", 0700) < 0);
	/* Nobody else of this user: init cannot be signalled, nor can root. */
	MUST(kill(1, 0) < 0 && errno == EPERM);
	MUST(kill(getppid(), 0) < 0 && errno == EPERM);
	must_be_confined();
	/* A file that is open does not grow; the error is no signal's death. */
	(void)signal(SIGXFSZ, SIG_IGN);
	MUST(limit_of('f') == 0);
	MUST(write(file_fd, "x", 1) < 0 && errno == EFBIG);
}

/* A log that is a file may grow. */
static void
drops_with_log(void)
{
	const struct priv p = { NOBODY, NOBODY };
	struct err why;

	err_clear(&why);
	MUST(priv_drop(&p, jail, true, &why) == 0);
	MUST(getuid() == NOBODY);
	must_be_confined();
	MUST(write(file_fd, "x", 1) == 1);
}

/* Not root: no ids to change, but all the rest. */
static void
drops_as_user(void)
{
	const struct priv p = { 1234, 1234 };
	struct stat st;
	struct err why;

	err_clear(&why);
	MUST(setgroups(0, NULL) == 0);
	MUST(setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
	MUST(!priv_able());
	MUST(priv_drop(&p, "/nowhere/at/all", false, &why) == 0);
	MUST(getuid() == NOBODY && getgid() == NOBODY);
	MUST(stat("/etc", &st) == 0);
	must_be_confined();
}

/* A folder that somebody else could fill is no jail: nothing is dropped. */
static void
refuse(const char *folder, const char *reason)
{
	const struct priv p = { NOBODY, NOBODY };
	struct err why;

	err_clear(&why);
	MUST(priv_drop(&p, folder, false, &why) == -1);
	MUST(strstr(why.text, reason) != NULL);
	MUST(getuid() == 0);
}

static void
refuses_writable(void)
{
	MUST(mkdir(other, 0700) == 0 && chmod(other, 0777) == 0);
	refuse(other, "must be a folder that belongs to root");
}

static void
refuses_group(void)
{
	MUST(chmod(other, 0775) == 0);
	refuse(other, "must be a folder that belongs to root");
}

static void
refuses_foreign(void)
{
	MUST(chmod(other, 0555) == 0 && chown(other, NOBODY, 0) == 0);
	refuse(other, "must be a folder that belongs to root");
}

static void
refuses_file(void)
{
	MUST(rmdir(other) == 0);
	MUST(close(open(other, O_WRONLY | O_CREAT, 0400)) == 0);
	refuse(other, "must be a folder that belongs to root");
}

/* Where /var/empty is in a folder of all, anybody could make this. */
static void
refuses_link(void)
{
	MUST(unlink(other) == 0 && symlink("/", other) == 0);
	refuse(other, "must be a folder that belongs to root");
}

static void
refuses_nowhere(void)
{
	refuse("/nowhere/at/all", "create the empty folder /nowhere/at/all: "
	    "No such file or directory");
}

static void
hides(void)
{
	struct rlimit before, now;

	MUST(getrlimit(RLIMIT_CORE, &before) == 0);
	priv_hide();
	MUST(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
	MUST(getrlimit(RLIMIT_CORE, &now) == 0);
	MUST(before.rlim_cur == now.rlim_cur);
	MUST(before.rlim_max == now.rlim_max);
	MUST(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
}

/* "root" of a namespace with one id has nobody to become. */
static void
alone_in_namespace(void)
{
	struct priv p;
	struct err e;
	int fd;

	MUST(priv_able());
	if (unshare(CLONE_NEWUSER) < 0)
		return;		/* this kernel lets nobody have one */
	fd = open("/proc/self/uid_map", O_WRONLY);
	MUST(fd >= 0 && write(fd, "0 0 1\n", 6) == 6);
	MUST(geteuid() == 0);
	MUST(!priv_able());
	/* It keeps its ids, so it does not matter that there are no others. */
	err_clear(&e);
	MUST(priv_find(&p, NULL, NULL, &e) == 0);
	MUST(priv_find(&p, "1234", NULL, &e) == 0);
}

int
main(void)
{
	const char *tmp = getenv("TMP");

	(void)snprintf(jail, sizeof jail, "%s/empty", tmp == NULL ? "." : tmp);
	(void)snprintf(other, sizeof other, "%s/other",
	    tmp == NULL ? "." : tmp);
	test_find();
	test_find_program();
	/* A machine where this cannot be shown has not shown it. */
	if (!CHECK_INT(geteuid(), 0))
		return unit_done();
	(void)snprintf(other, sizeof other, "%s/file", tmp == NULL ? "." : tmp);
	file_fd = open(other, O_WRONLY | O_CREAT | O_APPEND, 0600);
	(void)snprintf(other, sizeof other, "%s/other",
	    tmp == NULL ? "." : tmp);
	CHECK_INT(child_run(becomes), 0);
	CHECK_INT(child_run(drops), 0);
	CHECK_INT(child_run(drops_with_log), 0);
	CHECK_INT(child_run(drops_as_user), 0);
	CHECK_INT(child_run(refuses_writable), 0);
	CHECK_INT(child_run(refuses_group), 0);
	CHECK_INT(child_run(refuses_foreign), 0);
	CHECK_INT(child_run(refuses_file), 0);
	CHECK_INT(child_run(refuses_link), 0);
	CHECK_INT(child_run(refuses_nowhere), 0);
	CHECK_INT(child_run(hides), 0);
	CHECK_INT(child_run(alone_in_namespace), 0);
	return unit_done();
}
