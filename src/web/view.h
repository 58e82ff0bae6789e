/* SPDX-License-Identifier: MIT */
/* The pages.  Each fills H from H->got, the answer to `status`. */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include <stdbool.h>

#include "web/html.h"

/* The page of who is signed in. */
void view_page(struct html *h);

/* The door: signing in, and how to trust this device.  WHY: of the last try. */
void view_door(struct html *h, const char *why);

/* How to trust this device, for a page of its own without TLS. */
void view_trust_alone(struct html *h);

/* One sentence that something is not possible; TEXT may be empty. */
void view_refusal(struct html *h, const char *title, const char *text);

/* For these: the beginning of a document, REFRESH_S: it loads itself again. */
void view_start(struct html *h, const char *title, int refresh_s);
void view_end(struct html *h);

/* The section on trust, with the files of the CA. */
void view_trust(struct html *h);

/* For the box that says how things are: on a trial; a form for the time. */
void view_trial(struct html *h);
void view_clock(struct html *h);

/* The same form, closed, of a clock that no time server has confirmed. */
void view_clock_behind(struct html *h);

/*
 * The section on official certificates.  Of the last verb, if it was about
 * them: what the box about it begins with (NULL: as for others), and its end.
 */
void view_acme(struct html *h);
const char *view_acme_word(const struct html *h);
void view_acme_last(struct html *h);

/* Damaged files; whether the form of VERB mends one. */
void view_problems(struct html *h);
bool view_mends(const struct html *h, const char *verb);

/* Forms for what is not needed every day. */
void view_more(struct html *h);

extern const char view_style[];

#endif
