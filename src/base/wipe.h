/* SPDX-License-Identifier: MIT */
/* Overwriting secrets before their memory is abandoned. */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

#include <stddef.h>

/* Sets LEN bytes to zero; the compiler cannot optimize it away. */
void wipe(void *p, size_t len);

#endif
