/* SPDX-License-Identifier: MIT */
/* Users and groups by name: whole names only, numbers or nothing. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/unit.h"
#include "os/ids.h"

/* The long line is longer than any buffer; behind it the file goes on. */
#define LONG "0123456789012345678901234567890123456789012345678901234567890123"
#define LONGER LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG

static const char file[] =
    "root:x:0:0:root:/root:/bin/sh\n"
    "mail:x:8:12::/var/mail:/bin/false\n"
    "mail:x:9:13:the second of that name\n"
    "\n"
    ":x:77:77:\n"
    "short:x:5\n"
    "words:x:five:5:\n"
    "minus:x:-1:5:\n"
    "huge:x:4294967296:5:\n"
    "most:x:2147483647:2147483647:\n"
    "long:x:20:21:" LONGER ":\n"
    "group:x:30:\n"
    "members:x:31:alice,bob\n"
    "last:x:40:41::";

static const struct {
	const char *name;
	int rc;
	unsigned long first, second;
} rows[] = {
	{ "root", 0, 0, 0 }, { "mail", 0, 8, 12 },
	{ "most", 0, 2147483647, 2147483647 }, { "long", 0, 20, 21 },
	{ "last", 0, 40, 41 },
	/* a line of group(5): the fourth field is no number */
	{ "group", 0, 30, 99 }, { "members", 0, 31, 99 },
	{ "mai", -1, 99, 99 }, { "mailx", -1, 99, 99 }, { "x", -1, 99, 99 },
	{ "8", -1, 99, 99 }, { "short", -1, 99, 99 },
	{ "words", -1, 99, 99 }, { "minus", -1, 99, 99 },
	{ "huge", -1, 99, 99 }, { "Root", -1, 99, 99 },
	{ "mail:x", -1, 99, 99 }, { "0123456789", -1, 99, 99 }
};

int
main(void)
{
	const char *tmp = getenv("TMP");
	char path[600];
	unsigned long ids[2];
	size_t i;
	int fd;

	(void)snprintf(path, sizeof path, "%s/passwd",
	    tmp == NULL ? "." : tmp);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CHECK(fd >= 0);
	CHECK_INT(write(fd, file, sizeof file - 1), sizeof file - 1);
	(void)close(fd);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		ids[0] = ids[1] = 99;
		if (!CHECK_INT(ids_find(path, rows[i].name, ids), rows[i].rc))
			printf("\tin row %s\n", rows[i].name);
		CHECK_INT(ids[0], rows[i].first);
		CHECK_INT(ids[1], rows[i].second);
	}
	CHECK_INT(ids_find("/nowhere/passwd", "root", ids), -1);
	/* This machine's own. */
	CHECK_INT(ids_find("/etc/passwd", "root", ids), 0);
	CHECK_INT(ids[0], 0);
	return unit_done();
}
