/* SPDX-License-Identifier: MIT */
/* What an ACME client and the CA said about a failure, in words. */
#ifndef ACME_REASON_H
#define ACME_REASON_H

#include <stddef.h>
#include <stdint.h>

#include "acme/state.h"

struct reason {
	char word[STATE_WORD_MAX];	/* RFC 8555, 6.7, or ours */
	char text[STATE_REASON_MAX];	/* a sentence, and the CA's own words */
	int64_t after;		/* not to be asked before that; 0: unknown */
};

/*
 * Finds the reason in LEN bytes of what the client printed, which may be
 * anything.  *R is printable.
 */
void reason_find(struct reason *r, const char *said, size_t len);

/* A reason of our own. */
void reason_set(struct reason *r, const char *word, const char *text);

#endif
