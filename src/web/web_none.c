/* SPDX-License-Identifier: MIT */
/* WEB = no: there is no page and no thimble-web. */
#include "base/exit.h"
#include "base/io.h"
#include "web/web.h"

int
web_main(int argc, char **argv, int (*cert)(int argc, char **argv))
{
	(void)argc;
	(void)argv;
	(void)cert;
	io_say(2, "thimble-web: was left out of this program\n");
	return EXIT_USAGE;
}
