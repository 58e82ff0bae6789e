/* SPDX-License-Identifier: MIT */
/* What thimble-cert says, for somebody who has a phone and no shell. */
#ifndef WEB_ADVICE_H
#define WEB_ADVICE_H

#include "base/sbuf.h"

/*
 * Adds TEXT without the commands in it to type, and for what people upload by
 * mistake a sentence on what to do instead.
 */
void advice_add(struct sbuf *s, const char *text);

#endif
