/* SPDX-License-Identifier: MIT */
/* Whether a connection is younger than a change, wherever the clock jumps. */
#include "web/status.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/sbuf.h"
#include "lib/unit.h"

/* A trial of this boot began so many seconds ago. */
static void
began(unsigned seconds)
{
	const unsigned long now = (unsigned long)(clock_ms() / 1000);
	char id[64], mark[128];
	size_t len = 0;
	struct sbuf s;
	struct err e;

	err_clear(&e);
	if (!CHECK(file_read("/proc/sys/kernel/random/boot_id", 0, id,
	    sizeof id, &len, NULL, &e) == 0))
		return;
	sbuf_init(&s, mark, sizeof mark);
	sbuf_mem(&s, id, len - 1);
	sbuf_char(&s, ' ');
	sbuf_dec(&s, now - seconds);
	sbuf_char(&s, ' ');
	sbuf_dec(&s, now + 60);
	(void)unlink(".trial/until");
	CHECK(symlink(mark, ".trial/until") == 0);
}

static bool
fresh(long age_s)
{
	const struct ask a = { .age_ms = age_s * 1000 };

	return status_is_fresh(&a);
}

int
main(void)
{
	char folder[] = "/tmp/thimble-fresh.XXXXXX";

	if (!CHECK(mkdtemp(folder) != NULL) || !CHECK(chdir(folder) == 0))
		return unit_done();
	/* No trial, and nothing to be younger than. */
	CHECK(fresh(5));
	/* Written long ago, as far as the wall clock knows. */
	CHECK(symlink("/bin/sh", "server.pem") == 0);
	CHECK(fresh(5));
	CHECK(mkdir(".trial", 0700) == 0);
	began(3);
	CHECK(fresh(2));
	CHECK(!fresh(5));
	CHECK(fresh(-1));
	/* Written just now, by a clock that has been put back or not. */
	CHECK(unlink("server.pem") == 0);
	CHECK(symlink(folder, "server.pem") == 0);
	CHECK(!fresh(2));
	CHECK(unlink("server.pem") == 0 && unlink(".trial/until") == 0 &&
	    rmdir(".trial") == 0 && rmdir(folder) == 0);
	return unit_done();
}
