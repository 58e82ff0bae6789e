/* SPDX-License-Identifier: MIT */
/* The end of a backend that goes on writing to its stderr. */
#include "net/errlog.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/unit.h"

/* More than a pipe holds, and more than N reads. */
enum { LEN = 4 << 20, READ_MIN = 64 << 10, READ_MAX = 1 << 20 };

/*
 * N closes its end after a bounded number of reads.  A file has always more
 * to read, as the pipe of a backend that writes faster than N reads, and its
 * offset tells how much was read.
 */
int
main(void)
{
	static char room[ERRLOG_LINE_MAX];
	static struct errlog l = { .service = "test", .line = room };
	const char *tmp = getenv("TMP");
	char path[600];
	int fd;

	(void)snprintf(path, sizeof path, "%s/stderr",
	    tmp == NULL ? "." : tmp);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	CHECK(fd >= 0 && ftruncate(fd, LEN) == 0);
	l.fd = dup(fd);
	errlog_end(&l);
	CHECK_INT(l.fd, -1);
	CHECK(lseek(fd, 0, SEEK_CUR) >= READ_MIN);
	CHECK(lseek(fd, 0, SEEK_CUR) <= READ_MAX);
	return unit_done();
}
