/* SPDX-License-Identifier: MIT */
/* ACME = no: there is no official certificate. */
#include "acme/rescue.h"
#include "base/exit.h"

int
rescue(const char *config, unsigned long wait_s, bool quiet)
{
	(void)config;
	(void)wait_s;
	(void)quiet;
	return EXIT_NOTHING;
}

bool
rescue_watches(const struct files *f)
{
	(void)f;
	return false;
}
