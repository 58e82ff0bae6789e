/* SPDX-License-Identifier: MIT */
/* Keys and certificates before a connection needs them: --check. */
#ifndef KEY_KEYCHECK_H
#define KEY_KEYCHECK_H

#include "wrap/wrap_opts.h"

/*
 * Judges every file that a client may be served with, as a connection would,
 * does the arithmetic that a connection spares, and tells SAY.  -1: something
 * should be mended.
 */
int keycheck_all(const struct wrap_opts *o, void (*say)(const char *text));

#endif
