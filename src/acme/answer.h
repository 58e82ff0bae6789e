/* SPDX-License-Identifier: MIT */
/*
 * The answers to challenges that this device gives by itself.  Each enters the
 * folder of its answers, which only root and this user may be able to change.
 */
#ifndef ACME_ANSWER_H
#define ACME_ANSWER_H

#include <stdbool.h>

#include "acme/token.h"
#include "base/err.h"
#include "store/conf_acme.h"

/*
 * tls-alpn-01: makes the certificate by which `thimble` answers on port 443,
 * with a new key, mode 0600, in the folder acme of acme-run; or, without PUT,
 * removes it.  -1: E.
 */
int answer_tls(const struct conf_acme *c, const struct name *n,
    const uint8_t digest[TOKEN_DIGEST], bool put, struct err *e);

/*
 * http-01: the file for a web server, in .well-known/acme-challenge of
 * acme-webroot, readable by all.  TOKEN has passed token_is().  -1: E.
 */
int answer_http(const struct conf_acme *c, const char *token,
    const char *auth, bool put, struct err *e);

#endif
