/* SPDX-License-Identifier: MIT */
/* Secrets are overwritten before their memory is left. */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

#include <stddef.h>

/* Sets LEN bytes to zero; the compiler cannot leave it out. */
void wipe(void *p, size_t len);

#endif
