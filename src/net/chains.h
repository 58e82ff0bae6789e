/* SPDX-License-Identifier: MIT */
/* K's message with its certificates, as N reads it: see control.h. */
#ifndef NET_CHAINS_H
#define NET_CHAINS_H

#include <stddef.h>
#include <stdint.h>

#include "tls/tls.h"

/*
 * Takes a message of LEN bytes apart.  C, all zero before, points into it
 * afterwards.  -1: K has nothing to serve with, or says what it never says.
 */
int chains_read(struct tls_chains *c, const uint8_t *msg, size_t len);

#endif
