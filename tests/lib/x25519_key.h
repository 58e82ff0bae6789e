/* SPDX-License-Identifier: MIT */
/* An X25519 key in mbedTLS, for tests. */
#ifndef TESTS_X25519_KEY_H
#define TESTS_X25519_KEY_H

#include <stddef.h>
#include <stdint.h>

#include <psa/crypto.h>

/* Imports a secret key of LEN bytes for key agreement; 0: refused. */
static inline psa_key_id_t
x25519_key(const uint8_t *secret, size_t len)
{
	psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
	psa_key_id_t id = 0;

	psa_set_key_type(&a, PSA_KEY_TYPE_ECC_KEY_PAIR(
	    PSA_ECC_FAMILY_MONTGOMERY));
	psa_set_key_bits(&a, 255);
	psa_set_key_algorithm(&a, PSA_ALG_ECDH);
	psa_set_key_usage_flags(&a, PSA_KEY_USAGE_DERIVE);
	return psa_import_key(&a, secret, len, &id) == PSA_SUCCESS ? id : 0;
}

#endif
