/* SPDX-License-Identifier: MIT */
/* Dots while an RSA key is made: see dots.h. */
#include "store/dots.h"

#include <unistd.h>

#include "base/io.h"
#include "tls/key.h"

static unsigned dots;

static void
dot(void)
{
	if (dots++ == 0)
		io_say(STDERR_FILENO, "making an RSA key, which takes "
		    "seconds, or minutes on a small device: ");
	io_say(STDERR_FILENO, ".");
}

void
dots_start(bool quiet)
{
	if (!quiet && isatty(STDERR_FILENO) == 1)
		key_progress(dot);
}

void
dots_end(void)
{
	if (dots > 0)
		io_say(STDERR_FILENO, "\n");
	dots = 0;
}
