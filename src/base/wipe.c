/* SPDX-License-Identifier: MIT */
/* Overwriting secrets: see wipe.h. */
#include "base/wipe.h"

#include <string.h>

/* The compiler cannot know the effects of a call through a volatile pointer. */
static void *(*volatile const forget)(void *, int, size_t) = memset;

void
wipe(void *p, size_t len)
{
	if (len > 0)
		forget(p, 0, len);
}
