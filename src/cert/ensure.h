/* SPDX-License-Identifier: MIT */
/* What ensure does, for other commands that change what is wanted. */
#ifndef CERT_ENSURE_H
#define CERT_ENSURE_H

#include "store/run.h"

/* Makes and renews all that is due; an exit status, and reported. */
int cert_ensure_all(struct run *r);

#endif
