/* SPDX-License-Identifier: MIT */
/* Overwriting secrets: see wipe.h. */
#include "base/wipe.h"

#include <string.h>

/* A call through a volatile pointer has effects the compiler cannot know. */
static void *(*volatile const forget)(void *, int, size_t) = memset;

void
wipe(void *p, size_t len)
{
	if (len > 0)
		forget(p, 0, len);
}
