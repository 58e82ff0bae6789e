/* SPDX-License-Identifier: MIT */
/*
 * Which options can be combined, and the options of stunnel 3 that are not
 * supported: these are errors at startup, never ignored.
 */
#ifndef WRAP_WRAP_RULES_H
#define WRAP_WRAP_RULES_H

#include "wrap/wrap_opts.h"

/*
 * Checks the parsed options and fills in the fields derived from them: the
 * backend and its address.  WORDS are the N words after the options.  -1: E has
 * the reason.  Reads /etc/hosts and /etc/services if names have to be looked
 * up.
 */
int wrap_rules_judge(struct wrap_opts *o, char *const *words, int n,
    struct err *e);

#endif
