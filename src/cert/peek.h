/* SPDX-License-Identifier: MIT */
/* The certificates that a live server presents. */
#ifndef CERT_PEEK_H
#define CERT_PEEK_H

#include <stdbool.h>

#include "base/err.h"
#include "tls/peek.h"

enum { CERT_PEEK_MS = 10000 };

/*
 * TEXT is meant as host:port or [address]:port and not as the name of a file:
 * it has the form, and no slash.
 */
bool cert_peek_is(const char *text);

/*
 * Asks the server at TEXT, which cert_peek_is(), for its certificates.  One at
 * a time; NULL: E says why.  Takes CERT_PEEK_MS at the most.
 */
struct peek *cert_peek(const char *text, struct err *e);

#endif
