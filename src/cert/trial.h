/* SPDX-License-Identifier: MIT */
/* The option --trial of a command that changes something. */
#ifndef CERT_TRIAL_H
#define CERT_TRIAL_H

#include "cert/cert_opts.h"
#include "store/run.h"

/*
 * Under the lock, before the change: refuses it if another one is on trial, and
 * starts a trial if O wants one.  EXIT_GOOD, or the status to end with.
 */
int cert_trial_start(struct run *r, const struct cert_opts *o);

/* The same afterwards; RC is what came of the change. */
void cert_trial_done(struct run *r, const struct cert_opts *o, int rc);

/*
 * At the very end, without secrets in memory: the process that waits for the
 * end of the trial splits off.  RC, or in that process what `ensure` says then.
 */
int cert_trial_wait(const struct cert_opts *o, int rc);

#endif
