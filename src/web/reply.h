/* SPDX-License-Identifier: MIT */
/*
 * What goes back to the browser.  Every answer has the headers that keep it out
 * of caches, frames and guesses; none has Strict-Transport-Security, which
 * would lock people out for as long as it lasts.
 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "web/html.h"
#include "web/request.h"

/* Starts H in memory that there is once. */
void reply_start(struct html *h, const struct got *got);

/* Each writes a whole answer; an exit status. */
int reply_html(struct html *h, const char *status, const char *header);
int reply_file(const char *type, const char *name, const char *base64);
int reply_text(const char *name, const char *text);

/*
 * To the page, by a new connection.  SESSION: for the cookie; empty: there is
 * none any more; NULL: the same as before.
 */
int reply_home(const char *session);

/* To the page over TLS, at the host that R names. */
int reply_to_tls(const struct request *r);

#endif
