/* SPDX-License-Identifier: MIT */
/* What every subcommand that changes something goes through, step by step. */
#ifndef APP_CERT_RUN_H
#define APP_CERT_RUN_H

#include <stdbool.h>

#include "app/cert_files.h"
#include "app/cert_opts.h"
#include "app/cert_plan.h"
#include "base/conf.h"
#include "base/err.h"
#include "base/name.h"

/* 20 KB: static in its subcommand. */
struct cert_run {
	const struct cert_opts *o;
	struct conf conf;
	struct names wanted;
	struct cert_facts facts;
	struct cert_files files;
	bool shut;		/* a key was open to others and is not now */
};

/*
 * Reads configuration and names, enters the folder (made for MAKE when it is
 * missing) and reads its files.  0; or -1, and why has been said.
 */
int cert_begin(struct cert_run *r, const struct cert_opts *o, bool make);

/*
 * Takes the lock, which ends with the process; removes what a run that was
 * cut off left, reads the files again and shuts keys that others can read.
 * EXIT_GOOD, or the status to end with, and why has been said.
 */
int cert_lock(struct cert_run *r);

/* Files that a run which was cut off left behind are there. */
bool cert_leftovers(void);

/*
 * Under the lock: asks for randomness, does what P says, runs the hooks when
 * server.pem was swapped.  An exit status; why it failed has been said.
 */
int cert_carry_out(struct cert_run *r, const struct cert_plan *p);

/*
 * Under the lock: runs the hooks of a swap that was cut off before them.
 * Whether there was one.
 */
bool cert_late_hooks(const struct cert_run *r);

/* Wipes the keys. */
void cert_end(struct cert_run *r);

/* Says the sentence of E; EXIT_FAILED. */
int cert_fail(const char *where, const struct err *e);

#endif
