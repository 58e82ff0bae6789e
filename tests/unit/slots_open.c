/* SPDX-License-Identifier: MIT */
/* The folder of the places for connections, and how many there are. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/unit.h"
#include "os/slots.h"

static char folder[600];

static void
test_defaults(void)
{
	struct slots s;
	struct err e;

	err_clear(&e);
	memset(&s, 0, sizeof s);
	CHECK_INT(slots_open(&s, folder, &e), 0);
	CHECK(s.sessions >= SLOTS_MB_MIN && s.sessions <= SLOTS_MB_MAX);
	CHECK(s.handshakes >= SLOTS_MB_MIN / 2 && s.handshakes <= 64);
	CHECK_INT(s.per_ip, s.sessions < 32 ? 8 : s.sessions / 4);
	memset(&s, 0, sizeof s);
	s.sessions = 1;
	CHECK_INT(slots_open(&s, folder, &e), 0);
	CHECK_INT(s.handshakes, 1);
	CHECK_STR(e.text, "");
}

static void
test_folder(void)
{
	char path[640];
	struct slots s;
	struct stat st;
	struct err e;

	CHECK_INT(stat(folder, &st), 0);
	CHECK_INT(st.st_mode & 07777, 0700);
	(void)snprintf(path, sizeof path, "%s/table", folder);
	CHECK_INT(stat(path, &st), 0);
	CHECK_INT(st.st_mode & 07777, 0600);

	/* Without a folder there are no limits and no harm. */
	err_clear(&e);
	memset(&s, 0, sizeof s);
	s.sessions = 1;
	s.peer = 1;
	CHECK_INT(slots_open(&s, "/nowhere/at/all", &e), -1);
	CHECK_STR(e.text, "open the folder /nowhere/at/all: "
	    "No such file or directory");
	CHECK(slots_enter(&s));
	CHECK(slots_handshake(&s, true));
	slots_handshake_over(&s);
	/* One that others write to is not used, nor a link to one. */
	(void)snprintf(path, sizeof path, "%s/open", folder);
	CHECK(mkdir(path, 0700) == 0 && chmod(path, 0777) == 0);
	err_clear(&e);
	CHECK_INT(slots_open(&s, path, &e), -1);
	CHECK(strstr(e.text, "not be writable by others") != NULL);
	(void)snprintf(path, sizeof path, "%s/link", folder);
	CHECK_INT(symlink(folder, path), 0);
	err_clear(&e);
	CHECK_INT(slots_open(&s, path, &e), -1);
	(void)snprintf(path, sizeof path, "%s/open", folder);
	CHECK(chmod(path, 0700) == 0);
	(void)snprintf(path, sizeof path, "%s/open/sessions", folder);
	CHECK_INT(symlink("../table", path), 0);
	(void)snprintf(path, sizeof path, "%s/open", folder);
	err_clear(&e);
	CHECK_INT(slots_open(&s, path, &e), -1);
	CHECK(strstr(e.text, "open sessions: ") != NULL);
}

int
main(void)
{
	const char *tmp = getenv("TMP");

	(void)snprintf(folder, sizeof folder, "%s/run",
	    tmp == NULL ? "." : tmp);
	test_defaults();
	test_folder();
	return unit_done();
}
