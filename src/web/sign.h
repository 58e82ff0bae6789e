/* SPDX-License-Identifier: MIT */
/* The verbs of signing in, for the page, and of its password. */
#ifndef WEB_SIGN_H
#define WEB_SIGN_H

#include "web/verbs.h"

/* As `run` of struct verb. */
int sign_in(const struct web *w, const struct ask *a, const struct form *f,
    struct out *o, struct err *e);
int sign_out(const struct web *w, const struct ask *a, const struct form *f,
    struct out *o, struct err *e);
int sign_password(const struct web *w, const struct ask *a,
    const struct form *f, struct out *o, struct err *e);

/* Enters the folder of the certificates; -1: E. */
int sign_enter(const struct web *w, struct err *e);

/* Adds to `status` who is signed in, and what came of the last verb. */
void sign_show(struct out *o, const struct ask *a);

/* thimble-web password, on the console; an exit status. */
int sign_console(const struct web *w);

#endif
