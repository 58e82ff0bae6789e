/* SPDX-License-Identifier: MIT */
/* mbedTLS's view of base/rng.h. */
#ifndef TLS_RNG_H
#define TLS_RNG_H

#include <stddef.h>

/* The f_rng of mbedTLS's functions; UNUSED is their p_rng. */
int tls_rng(void *unused, unsigned char *buf, size_t len);

#endif
