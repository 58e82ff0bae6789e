/* SPDX-License-Identifier: MIT */
/* Output of thimble-cert, for people and for programs. */
#ifndef STORE_TEXT_H
#define STORE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/sbuf.h"

enum { TEXT_FINGERPRINT_MAX = 3 * 32 };

/* Adds a string in quotes (RFC 8259, 7); TEXT is ASCII. */
void text_quoted(struct sbuf *s, const char *text);

/* Adds bytes in upper-case hex with colons, as browsers show them. */
void text_fingerprint(struct sbuf *s, const uint8_t *bytes, size_t len);

/*
 * Prints "thimble-cert: ", WHERE and ": " unless WHERE is NULL, and the
 * sentence on standard error.
 */
void text_complain(const char *where, const char *sentence);

/* Writes a result to standard output; an exit status. */
int text_put(const char *text, size_t len);

#endif
