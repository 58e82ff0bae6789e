/* SPDX-License-Identifier: MIT */
/* What is damaged among the owner's files, and what to do, for `status`. */
#ifndef WEB_PROBLEMS_H
#define WEB_PROBLEMS_H

#include "base/err.h"
#include "store/conf.h"
#include "web/out.h"
#include "web/web.h"

/*
 * Adds the list `problems`, in the folder of the certificates; empty if all is
 * well.  DAMAGE is what conf_read() has said of C.
 */
void problems_show(struct out *o, const struct web *w, const struct conf *c,
    const struct err *damage);

#endif
