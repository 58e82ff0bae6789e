/* SPDX-License-Identifier: MIT */
/* HTML piece by piece. */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/sbuf.h"
#include "web/got.h"

/* What a page is made of. */
struct html {
	struct sbuf s;
	const struct got *got;	/* the answer to `status` */
	const char *host;	/* by which the visitor came, or "" */
	char nonce[33];		/* of style and script (CSP 3) */
};

/* Adds markup of ours as it is. */
void html_raw(struct html *h, const char *markup);

/* Adds text, escaped for an element or a quoted attribute. */
void html_text(struct html *h, const char *text);

/* Adds BEFORE, TEXT escaped and AFTER; nothing if TEXT is empty. */
void html_around(struct html *h, const char *before, const char *text,
    const char *after);

/* Starts a form that posts VERB, with the session's token. */
void html_form(struct html *h, const char *verb);

/* A form that is one button; TRIAL: it asks for a trial of five minutes. */
void html_button(struct html *h, const char *verb, const char *label,
    int trial, int first);

/* Adds the date at the start of TEXT (RFC 3339): 14 March 2027. */
void html_day(struct html *h, const char *text);

/* The same with the time: 14 March 2027, 12:00 UTC. */
void html_minute(struct html *h, const char *text);

/* Adds who a distinguished name (RFC 4514) is about, escaped: O, or else CN. */
void html_who(struct html *h, const char *dn);

/* Adds a fingerprint in groups that wrap. */
void html_print(struct html *h, const char *print);

#endif
