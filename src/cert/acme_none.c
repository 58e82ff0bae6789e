/* SPDX-License-Identifier: MIT */
/* ACME = no: the subcommand says that it was left out. */
#include "base/exit.h"
#include "cert/cert_opts.h"
#include "store/text.h"

int
cert_acme(const struct cert_opts *o)
{
	(void)o;
	text_complain("acme", "was left out of this program");
	return EXIT_USAGE;
}
