/* SPDX-License-Identifier: MIT */
/* Keys, certificates and the program before a connection needs them. */
#ifndef KEY_KEYCHECK_H
#define KEY_KEYCHECK_H

#include "wrap/wrap_opts.h"

/*
 * Judges every file that a client may be served with, as a connection would,
 * does the arithmetic that a connection spares, and tells SAY.  -1: something
 * should be mended.
 */
int keycheck_all(const struct wrap_opts *o, void (*say)(const char *text));

/*
 * Whether the program is there and its user may run it; 0 with -r.  Becomes
 * that user: for a process with nothing else to do.
 */
int keycheck_program(const struct wrap_opts *o, struct err *e);

#endif
