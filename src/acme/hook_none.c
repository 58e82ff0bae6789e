/* SPDX-License-Identifier: MIT */
/* ACME = no: no CA is asked, and no ACME client has a hook. */
#include "acme/hook.h"
#include "base/exit.h"
#include "base/io.h"

int
hook_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	io_say(2, "acme-hook: was left out of this program\n");
	return EXIT_USAGE;
}
