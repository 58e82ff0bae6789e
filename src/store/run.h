/* SPDX-License-Identifier: MIT */
/* The steps of a subcommand that changes something. */
#ifndef STORE_RUN_H
#define STORE_RUN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/name.h"
#include "store/conf.h"
#include "store/files.h"
#include "store/plan.h"

/* 20 KB: each subcommand has a static one. */
struct run {
	unsigned long wait_s;	/* for entropy and for another run */
	bool quiet;
	struct conf conf;
	struct names wanted;
	struct plan_facts facts;
	struct files files;
	bool shut;		/* the mode of a file was corrected */
	bool locked;
};

/*
 * Reads the configuration (CONFIG is as in conf_read()) and names, enters the
 * folder, which MAKE makes if it is missing, and reads its files.  0; -1:
 * failed, and reported.
 */
int run_begin(struct run *r, const char *config, unsigned long wait_s,
    bool quiet, bool make);

/*
 * Calls ONE with ARG for server.pem and then for server-also.pem, if that is
 * wanted; R->files are those of the one in turn.  A second certificate is
 * wanted if it is configured and server.pem is ours: beside one installed by
 * hand, clients that prefer the second kind of key would get a certificate of
 * another CA.  One of ours that is not wanted becomes server-also.pem.prev; one
 * installed by hand stays.  An exit status: the worse of the two, EXIT_GOOD
 * before EXIT_NOTHING.
 */
int run_each(struct run *r,
    int (*one)(struct run *r, const void *arg), const void *arg);

/*
 * Takes the lock of the current folder, which is DIR, and removes what an
 * interrupted run left there.  A descriptor; LOCK_BUSY: another run holds the
 * lock, and that has been reported; -1: E.
 */
int run_take_lock(unsigned long wait_s, const char *dir, struct err *e);

/*
 * EXIT_GOOD if the kernel's pool is ready within WAIT_S; else the status to end
 * with, and the reason has been reported.  Ask before a private key is made,
 * used or judged, which would block without limit.
 */
int run_random_ready(unsigned long wait_s);

/*
 * Takes the lock until the process ends, removes what an interrupted run left,
 * reads the files again and corrects the modes of those open to others.
 * EXIT_GOOD, or the status to end with, and the reason has been reported.
 */
int run_lock(struct run *r);

/* Whether an interrupted run left files behind. */
bool run_leftovers(void);

/*
 * Under the lock: waits for entropy, carries out P and runs the hooks if
 * server.pem was swapped.  An exit status; failures have been reported.
 */
int run_carry_out(struct run *r, const struct plan *p);

/*
 * Under the lock: runs the hooks that an interrupted run did not.  Whether
 * there were any.
 */
bool run_late_hooks(const struct run *r);

/* Wipes the keys. */
void run_end(struct run *r);

/* Reports E; EXIT_FAILED. */
int run_fail(const char *where, const struct err *e);

#endif
