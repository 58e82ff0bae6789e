/* SPDX-License-Identifier: MIT */
/*
 * The subcommands of thimble-cert.  commands_all.c has all of them,
 * commands_ensure.c those that a boot script and cron need; CERT in board.mk
 * says which of the two is built.
 */
#ifndef CERT_COMMANDS_H
#define CERT_COMMANDS_H

#include <stddef.h>

#include "base/opts.h"
#include "cert/cert_opts.h"

struct cert_command {
	const char *name;
	const char *operand;	/* NULL: takes none; "...": several */
	const char *help;
	const struct opt *table;
	size_t n;
	int (*run)(const struct cert_opts *o);
};

/* The last one has no name. */
extern const struct cert_command cert_commands[];

#endif
