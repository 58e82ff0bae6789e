/* SPDX-License-Identifier: MIT */
/* What every subcommand that changes something goes through, step by step. */
#ifndef STORE_RUN_H
#define STORE_RUN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/name.h"
#include "store/conf.h"
#include "store/files.h"
#include "store/plan.h"

/* 20 KB: static in its subcommand. */
struct run {
	unsigned long wait_s;	/* for randomness and for another run */
	bool quiet;
	struct conf conf;
	struct names wanted;
	struct plan_facts facts;
	struct files files;
	bool shut;		/* a file was open to others and is not now */
	bool locked;
};

/*
 * Reads the configuration (CONFIG as conf_read() has it) and names, enters the
 * folder (made for MAKE when it is missing) and reads its files.  0; or -1,
 * and why has been said.
 */
int run_begin(struct run *r, const char *config, unsigned long wait_s,
    bool quiet, bool make);

/*
 * Does ONE for server.pem and then for server-also.pem, where that is wanted;
 * R->files are of the one whose turn it is.  A second certificate is wanted by
 * the configuration and only beside a server.pem of ours: beside a person's,
 * clients that prefer its kind of key would be given one by another CA.  One
 * of ours that is not wanted becomes server-also.pem.prev; one that a person
 * put there stays.  ARG is handed on to ONE.  An exit status: the worst of
 * both, good before nothing.
 */
int run_each(struct run *r,
    int (*one)(struct run *r, const void *arg), const void *arg);

/*
 * Takes the lock of the current folder, which is DIR, and removes what a run
 * that was cut off left there.  A descriptor; LOCK_BUSY, said already: another
 * run has it; -1 and E.
 */
int run_take_lock(unsigned long wait_s, const char *dir, struct err *e);

/*
 * Whether the kernel's pool is ready, or is within WAIT_S: EXIT_GOOD; else the
 * status to end with, and why has been said.  Who makes, uses or judges a
 * private key asks first: what follows would wait without an end.
 */
int run_random_ready(unsigned long wait_s);

/*
 * Takes the lock, which ends with the process; removes what a run that was
 * cut off left, reads the files again and shuts keys that others can read.
 * EXIT_GOOD, or the status to end with, and why has been said.
 */
int run_lock(struct run *r);

/* Files that a run which was cut off left behind are there. */
bool run_leftovers(void);

/*
 * Under the lock: asks for randomness, does what P says, runs the hooks when
 * server.pem was swapped.  An exit status; why it failed has been said.
 */
int run_carry_out(struct run *r, const struct plan *p);

/*
 * Under the lock: runs the hooks of a swap that was cut off before them.
 * Whether there was one.
 */
bool run_late_hooks(const struct run *r);

/* Wipes the keys. */
void run_end(struct run *r);

/* Says the sentence of E; EXIT_FAILED. */
int run_fail(const char *where, const struct err *e);

#endif
