/* SPDX-License-Identifier: MIT */
/* A sign of life while primes for an RSA key are sought. */
#ifndef STORE_DOTS_H
#define STORE_DOTS_H

#include <stdbool.h>

/* From now on dots on standard error, if that is a terminal and not QUIET. */
void dots_start(bool quiet);

/* Ends the line of dots, if there is one: before anything else is said. */
void dots_end(void);

#endif
