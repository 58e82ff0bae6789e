/* SPDX-License-Identifier: MIT */
/*
 * Which options go together, and those of stunnel 3 that nobody here can
 * honour: said when thimble starts, never ignored.
 */
#ifndef WRAP_WRAP_RULES_H
#define WRAP_WRAP_RULES_H

#include "wrap/wrap_opts.h"

/*
 * Judges what the parser found and fills in what follows from it: the backend
 * and its address.  WORDS are the N words behind the options.  -1: E has the
 * reason.  Reads /etc/hosts and /etc/services when names are to be looked up.
 */
int wrap_rules_judge(struct wrap_opts *o, char *const *words, int n,
    struct err *e);

#endif
