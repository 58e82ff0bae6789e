/* SPDX-License-Identifier: MIT */
/* Progress dots while an RSA key is made. */
#ifndef STORE_DOTS_H
#define STORE_DOTS_H

#include <stdbool.h>

/* Enables dots if standard error is a terminal, unless QUIET. */
void dots_start(bool quiet);

/* Ends the line of dots, if any; call it before printing anything else. */
void dots_end(void);

#endif
