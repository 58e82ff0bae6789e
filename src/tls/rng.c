/* SPDX-License-Identifier: MIT */
/*
 * Randomness for mbedTLS: see rng.h.  PSA's own generator is left out
 * (MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG): mbedTLS up to 3.6.7 does not find
 * getrandom(2) on musl and would open /dev/random, which an empty chroot does
 * not have.
 */
#include "tls/rng.h"

#include <psa/crypto.h>

#include "base/rng.h"

int
tls_rng(void *unused, unsigned char *buf, size_t len)
{
	(void)unused;
	return rng_fill(buf, len) < 0 ? PSA_ERROR_INSUFFICIENT_ENTROPY : 0;
}

psa_status_t
mbedtls_psa_external_get_random(
    mbedtls_psa_external_random_context_t *unused, uint8_t *buf, size_t cap,
    size_t *len)
{
	(void)unused;
	if (rng_fill(buf, cap) < 0)
		return PSA_ERROR_INSUFFICIENT_ENTROPY;
	*len = cap;
	return PSA_SUCCESS;
}
