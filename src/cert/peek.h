/* SPDX-License-Identifier: MIT */
/* The certificates that a live server presents. */
#ifndef CERT_PEEK_H
#define CERT_PEEK_H

#include <stdbool.h>

#include "base/err.h"
#include "tls/peek.h"

enum { CERT_PEEK_MS = 10000 };

/*
 * TEXT has the form host:port or [address]:port and means a server, not a
 * file.
 */
bool cert_peek_is(const char *text);

/*
 * Asks the server at TEXT, for which cert_peek_is() is true, for its
 * certificates.  One result at a time; NULL: E says why.  Blocks for up to
 * CERT_PEEK_MS.
 */
struct peek *cert_peek(const char *text, struct err *e);

#endif
