/* SPDX-License-Identifier: MIT */
/*
 * Ids for the network process in user namespaces that have few.  Needs root, to
 * write their maps.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/child.h"
#include "lib/unit.h"
#include "os/priv.h"

static char jail[600];

/* Moves to a user namespace that has the ids of MAP. */
static void
enter_namespace(const char *map)
{
	static const char *const names[] = { "uid_map", "gid_map" };
	char path[64];
	int go[2], done[2], fd;
	size_t i;
	char c;

	MUST(pipe(go) == 0 && pipe(done) == 0);
	/* A map of more than one id is written by root from outside. */
	if (fork() == 0) {
		(void)close(go[1]);
		if (read(go[0], &c, 1) != 1)
			_exit(0);
		for (i = 0; i < 2; i++) {
			(void)snprintf(path, sizeof path, "/proc/%d/%s",
			    (int)getppid(), names[i]);
			fd = open(path, O_WRONLY);
			MUST(write(fd, map, strlen(map)) ==
			    (ssize_t)strlen(map));
		}
		MUST(write(done[1], "", 1) == 1);
		_exit(0);
	}
	if (unshare(CLONE_NEWUSER) < 0) {
		/* QEMU has threads, and with threads no process may. */
		MUST(errno == EINVAL);
		child_end(0);
	}
	MUST(write(go[1], "", 1) == 1 && read(done[0], &c, 1) == 1);
	(void)close(go[0]);
	(void)close(go[1]);
	(void)close(done[0]);
	(void)close(done[1]);
}

/* A container with the usual 65536 ids. */
static void
drops_in_container(void)
{
	struct priv p;
	struct err e;

	enter_namespace("0 0 65536\n");
	MUST(priv_able());
	err_clear(&e);
	MUST(priv_find(&p, NULL, NULL, &e) == 0);
	MUST(p.uid == (uid_t)(PRIV_UID_SMALL + getpid() % PRIV_UIDS_SMALL));
	MUST(p.gid == p.uid && p.uid >= 32768 && p.uid < 49152);
	MUST(priv_find(&p, "65536", NULL, &e) == -1);
	MUST(strcmp(e.text, "user and group: not mapped in this user "
	    "namespace; choose others") == 0);
	err_clear(&e);
	MUST(priv_find(&p, NULL, "65536", &e) == -1);
	err_clear(&e);
	MUST(priv_find_program(&p, "65536", NULL, &e) == -1);
	err_clear(&e);
	MUST(priv_find_program(&p, NULL, NULL, &e) == 0 && p.uid == 0);
	MUST(priv_find(&p, "65535", NULL, &e) == 0 && p.uid == 65535);
	MUST(priv_find(&p, NULL, NULL, &e) == 0);
	MUST(priv_drop(&p, jail, false, &e) == 0);
	MUST(getuid() == p.uid && getgid() == p.gid && setuid(0) < 0);
}

/* One with too few: said before anybody has connected. */
static void
has_too_few(void)
{
	struct priv p;
	struct err e;

	enter_namespace("0 0 40000\n");
	err_clear(&e);
	MUST(priv_find(&p, NULL, NULL, &e) == -1);
	MUST(strstr(e.text, "not mapped in this user namespace") != NULL);
	err_clear(&e);
	MUST(priv_find(&p, "nobody", NULL, &e) == -1);
	err_clear(&e);
	MUST(priv_find(&p, "mail", NULL, &e) == 0 && p.uid == 8);
}

int
main(void)
{
	const char *tmp = getenv("TMP");

	(void)snprintf(jail, sizeof jail, "%s/empty", tmp == NULL ? "." : tmp);
	CHECK_INT(child_run(drops_in_container), 0);
	CHECK_INT(child_run(has_too_few), 0);
	return unit_done();
}
