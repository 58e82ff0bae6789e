/* SPDX-License-Identifier: MIT */
/* Parsing K's message with its certificates: see control.h. */
#ifndef NET_CHAINS_H
#define NET_CHAINS_H

#include <stddef.h>
#include <stdint.h>

#include "tls/tls.h"

/*
 * Parses a message of LEN bytes.  C, all zero before, then points into it.  -1:
 * K has no certificate, or the message is malformed.
 */
int chains_read(struct tls_chains *c, const uint8_t *msg, size_t len);

#endif
