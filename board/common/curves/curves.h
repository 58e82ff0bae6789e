/* SPDX-License-Identifier: MIT
 *
 * X25519 and P-256 by BoringSSL's code: fields that fiat-crypto made and
 * proved, and point arithmetic that was proved beside them. Constant in time:
 * no branch and no address depends on a scalar or on a shared secret. No
 * memory but the stack, 4 KB at most. All numbers are 32 bytes, little endian.
 */
#ifndef THIMBLE_CURVES_H
#define THIMBLE_CURVES_H

#include <stdint.h>

/* X25519 (RFC 7748, 5) of a private key and a peer's value, whose top bit does
 * not count. 0 if the value was of small order; OUT is zero then. */
int X25519(uint8_t out[32], const uint8_t private_key[32],
    const uint8_t peer_public_value[32]);

/* The same with the base point, in half the time. */
void X25519_public_from_private(uint8_t out[32],
    const uint8_t private_key[32]);

/*
 * OUT = K * P on P-256; P NULL is the base point, with a table, in a third of
 * the time. OUT and P are x, then y, below the field's prime; P must be on the
 * curve, which is not checked. Any K. 0 if the product is infinity.
 */
int p256_mul(uint8_t out[64], const uint8_t k[32], const uint8_t p[64]);

/* OUT = K * base point + L * P, as above but for the time, which tells when
 * both products are equal: for what everybody may know. */
int p256_muladd(uint8_t out[64], const uint8_t k[32], const uint8_t l[32],
    const uint8_t p[64]);

/* OUT = 1 / IN modulo the order of P-256's group; 0 of 0. Any IN. */
void p256_inverse(uint8_t out[32], const uint8_t in[32]);

#endif
