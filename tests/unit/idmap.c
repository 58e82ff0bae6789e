/* SPDX-License-Identifier: MIT */
/* Which ids a map has, as the kernel writes it and as it never would. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/unit.h"
#include "os/idmap.h"

#define ALL "         0          0 4294967295\n"
#define SMALL "         0     100000      65536\n"
/* Rootless podman: root is the user, the others follow. */
#define TWO "         0       1000          1\n" \
	"         1     100000      65536\n"

static const struct {
	const char *map;
	unsigned long first, last;
	bool has;
} rows[] = {
	{ ALL, 0, 0, true }, { ALL, 1400000000, 1404194304, true },
	{ ALL, 4294967294, 4294967294, true },
	{ ALL, 4294967295, 4294967295, false },
	{ SMALL, 0, 65535, true }, { SMALL, 32768, 49151, true },
	{ SMALL, 65535, 65536, false }, { SMALL, 65536, 65536, false },
	{ SMALL, 1400000000, 1400000000, false },
	/* The second number is for outside. */
	{ SMALL, 100000, 100000, false },
	{ TWO, 0, 0, true }, { TWO, 1, 65536, true },
	{ TWO, 32768, 49151, true }, { TWO, 65537, 65537, false },
	{ "      1000          0          1\n", 999, 999, false },
	{ "      1000          0          1\n", 1000, 1000, true },
	{ "      1000          0          1\n", 1000, 1001, false },
	{ "      1000          0          1\n", 0, 0, false },
	{ "", 0, 0, false }, { "\n\n", 0, 0, false }, { "x", 0, 0, false },
	{ "0 0 1", 0, 0, true }, { "0 0", 0, 0, false }
};

int
main(void)
{
	const char *tmp = getenv("TMP");
	char path[600], text[40 * 40];
	size_t i, len = 0;
	int fd;

	(void)snprintf(path, sizeof path, "%s/map", tmp == NULL ? "." : tmp);
	CHECK(idmap_has(path, 7, 1400000000));
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		CHECK_INT(write(fd, rows[i].map, strlen(rows[i].map)),
		    strlen(rows[i].map));
		(void)close(fd);
		if (!CHECK(idmap_has(path, rows[i].first, rows[i].last) ==
		    rows[i].has))
			printf("\trow %u\n", (unsigned)i);
	}
	/* More lines than are read: the last of them is not one cut in two. */
	for (i = 0; i < 40; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "%10u %10u %10u\n", (unsigned)i * 100000U, 0U, 90000U);
	fd = open(path, O_WRONLY | O_TRUNC);
	CHECK_INT(write(fd, text, len), len);
	(void)close(fd);
	CHECK(idmap_has(path, 3000000, 3089999));
	CHECK(!idmap_has(path, 3100000, 3100000));
	return unit_done();
}
