/* SPDX-License-Identifier: MIT */
/* The last part of a path. */
#include "base/path.h"
#include "lib/unit.h"

int
main(void)
{
	CHECK_STR(path_base("/usr/sbin/thimble"), "thimble");
	CHECK_STR(path_base("../thimble-cert"), "thimble-cert");
	CHECK_STR(path_base("thimble"), "thimble");
	CHECK_STR(path_base("/"), "");
	CHECK_STR(path_base(""), "");
	return unit_done();
}
