/* SPDX-License-Identifier: MIT */
/* Reports why the program does not start. */
#ifndef SERVE_FAILURE_H
#define SERVE_FAILURE_H

#include "base/err.h"

/*
 * Logs E and prints it on stderr, unless stderr is the client's socket or the
 * log itself.
 */
void failure_report(const struct err *e);

#endif
