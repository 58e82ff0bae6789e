/* SPDX-License-Identifier: MIT */
/* Wiping: all of it, and nothing beside it. */
#include "base/wipe.h"
#include "lib/unit.h"

int
main(void)
{
	static const unsigned char zero[64];
	unsigned char buf[66];

	memset(buf, 0xa5, sizeof buf);
	wipe(buf + 1, 64);
	CHECK_INT(buf[0], 0xa5);
	CHECK_MEM(buf + 1, 64, zero, 64);
	CHECK_INT(buf[65], 0xa5);
	wipe(NULL, 0);
	wipe(buf, 0);
	CHECK_INT(buf[0], 0xa5);
	return unit_done();
}
