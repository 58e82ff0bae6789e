/* SPDX-License-Identifier: MIT */
/* The verb status: all that a page shows, as one object. */
#ifndef WEB_STATUS_H
#define WEB_STATUS_H

#include "base/err.h"
#include "web/ask.h"
#include "web/form.h"
#include "web/out.h"
#include "web/web.h"

/* As `run` of struct verb. */
int status_run(const struct web *w, const struct ask *a, const struct form *f,
    struct out *o, struct err *e);

/*
 * Whether A's browser has shaken hands with the certificate that serves now:
 * its connection is younger than the file.  True if that is not known.  In the
 * folder.
 */
bool status_is_fresh(const struct ask *a);

#endif
