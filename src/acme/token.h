/* SPDX-License-Identifier: MIT */
/*
 * What an ACME client tells its hook about a challenge, judged: all of it comes
 * from a CA, and parts of it become a file's name and contents.
 */
#ifndef ACME_TOKEN_H
#define ACME_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name.h"

enum {
	TOKEN_MIN = 22,		/* 128 bits (RFC 8555, 8.3) */
	TOKEN_MAX = 128,	/* our limit: CAs use 43 */
	TOKEN_DIGEST = 32,
	TOKEN_DIGEST_TEXT = 43	/* the same in base64url */
};

/* Whether TEXT is a token: base64url of a sensible length, nothing else. */
bool token_is(const char *text);

/* Whether AUTH is the key authorization for TOKEN (RFC 8555, 8.1). */
bool token_authorizes(const char *token, const char *auth);

/* Reads a SHA-256 in base64url without padding; -1: it is not one. */
int token_digest(const char *text, uint8_t digest[TOKEN_DIGEST]);

/*
 * The server name by which a CA asks for N: N itself, or for an address its
 * name in in-addr.arpa or ip6.arpa (RFC 8738, 6).
 */
void token_server_name(const struct name *n, struct sbuf *s);

#endif
