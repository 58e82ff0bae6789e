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
	const char *config;	/* as in conf_read() */
	unsigned long wait_s;	/* for entropy and for another run */
	bool quiet;
	unsigned need;		/* bits of CONF_BAD: see run_begin() */
	struct err damage;	/* of the configuration; empty: it is whole */
	struct conf conf;
	struct names wanted;
	struct plan_facts facts;
	struct files files;
	bool shut;		/* the mode of a file was corrected */
	bool trial;		/* this run has started one */
	bool theirs[2];		/* found by run_each(): installed by hand */
	bool locked;
	int lock;		/* its descriptor */
};

/* Prepares R, all zero before, for what follows; reads nothing. */
void run_init(struct run *r, const char *config, unsigned long wait_s,
    bool quiet);

/*
 * Reads the configuration (CONFIG is as in conf_read(), NEED as in conf_need())
 * and names, enters the folder, which MAKE makes if it is missing, and reads
 * its files.  0, and what NEED does not cover may be damaged; -1: failed, and
 * reported.  NEED 0 is for who only looks: see files_look().
 */
int run_begin(struct run *r, const char *config, unsigned long wait_s,
    bool quiet, bool make, unsigned need);

/*
 * From now on the keys NEED are needed, too.  0: they are good, and if others
 * are not, there was a warning; -1: they are not, which has been reported.
 */
int run_needs(struct run *r, unsigned need);

/* For run_lock(): reads configuration and names anew; -1: E. */
int run_again(struct run *r, struct err *e);

/*
 * Calls ONE with ARG for server.pem and then for server-also.pem, if that is
 * wanted; R->files are those of the one in turn.  A second certificate is
 * wanted if it is configured and server.pem is ours: beside one installed by
 * hand, clients that prefer the second kind of key would get a certificate of
 * another CA.  One of ours that is not wanted becomes own-also.pem or, if none
 * is configured, server-also.pem.prev; one installed by hand stays.  An exit
 * status: the worse of the two, EXIT_GOOD before EXIT_NOTHING.
 */
int run_each(struct run *r,
    int (*one)(struct run *r, const void *arg), const void *arg);

/*
 * The same for the device's own pairs that have to be kept beside what
 * run_each(), called before, found to be installed by hand.
 */
int run_each_own(struct run *r,
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
 * Takes the lock until run_end(), removes what an interrupted run left,
 * reads configuration and files again and corrects the modes of those open to
 * others.
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
 * Under the lock: if the pair of R->files is missing or has lost its key,
 * looks for it where the device's own is kept: for server.pem in own.pem, for
 * own.pem in server.pem.prev.  1: found, R->files is read anew, and hooks have
 * to be run if one of those served is back; 0: not found; -1: E.
 */
int run_find_own(struct run *r, struct err *e);

/*
 * Under the lock: puts the device's own pair, which R->files is, in the place
 * of the one that serves, runs the hooks, and reads the files of that place
 * into R.  An exit status; reported.
 */
int run_serve_own(struct run *r);

/* As whose_say(), on standard output unless R has to be quiet. */
void run_say_serves(const struct run *r, const char *before, bool second);

/*
 * Under the lock: whether a command may change something while a change is on
 * trial; MAY: it goes on trial itself.  A trial that is over is undone.
 * EXIT_GOOD, or the status to end with; reported.
 */
int run_trial(struct run *r, bool may);

/*
 * Under the lock: undoes the trial, runs the hooks, and reads the files anew.
 * The configuration may be another one now.  An exit status; reported.
 */
int run_undo(struct run *r);

/*
 * Under the lock: runs the hooks that an interrupted run did not.  Whether
 * there were any.
 */
bool run_late_hooks(const struct run *r);

/* Wipes the keys, and gives the lock back. */
void run_end(struct run *r);

/* Reports E; EXIT_FAILED. */
int run_fail(const char *where, const struct err *e);

#endif
