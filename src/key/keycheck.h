/* SPDX-License-Identifier: MIT */
/* Checking keys, certificates and the program ahead of connections: --check. */
#ifndef KEY_KEYCHECK_H
#define KEY_KEYCHECK_H

#include "wrap/wrap_opts.h"

/*
 * Checks every file that could be served to a client, as a connection would,
 * and also verifies that each key matches its certificate, which connections
 * skip.  Reports through SAY. -1: something needs fixing.
 */
int keycheck_all(const struct wrap_opts *o, void (*say)(const char *text));

/*
 * Whether the program is there and its user may run it; 0 with -r.  Becomes
 * that user: for a process with nothing else to do.
 */
int keycheck_program(const struct wrap_opts *o, struct err *e);

#endif
