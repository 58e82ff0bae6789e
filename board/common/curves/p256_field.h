/* SPDX-License-Identifier: MIT
 *
 * fiat-crypto's field of P-256 in fewer bytes: scripts/build-curves lays this
 * where p256.c looks for third_party/fiat/p256_64.h and _32.h. The three
 * functions that are left out are multiplications written out once more; their
 * squaring saves no instruction. Measured, bytes of text and million
 * instructions of a multiplication of the base point and of another point:
 *
 *	x86_64, as it is		17545	1.31	3.51
 *	x86_64, with this file		10969	1.08	2.99
 *	malta-be, as it is		27456	2.40	6.32
 *	malta-be, with this file	14728	2.05	5.57
 */
#ifndef THIMBLE_P256_FIELD_H
#define THIMBLE_P256_FIELD_H

#include "boringssl.h"

/* With -Os gcc calls this for each word of each entry of a table. */
#ifdef OPENSSL_64_BIT
static inline __attribute__((always_inline)) void fiat_p256_cmovznz_u64(
    uint64_t *out, unsigned char choice, uint64_t zero, uint64_t one);
#include "third_party/real/p256_64.h"
#else
static inline __attribute__((always_inline)) void fiat_p256_cmovznz_u32(
    uint32_t *out, unsigned char choice, uint32_t zero, uint32_t one);
#include "third_party/real/p256_32.h"
#endif

/* Into Montgomery's form: times 2^512, which the multiplication divides by
 * 2^256. */
static void
field_to_montgomery(fiat_p256_montgomery_domain_field_element out,
    const fiat_p256_non_montgomery_domain_field_element in)
{
	static const fiat_p256_montgomery_domain_field_element r2 = {
#ifdef OPENSSL_64_BIT
		0x3, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x4fffffffd
#else
		0x3, 0x0, 0xffffffff, 0xfffffffb,
		0xfffffffe, 0xffffffff, 0xfffffffd, 0x4
#endif
	};

	fiat_p256_mul(out, in, r2);
}

/* Out of it: times 1. */
static void
field_from_montgomery(fiat_p256_non_montgomery_domain_field_element out,
    const fiat_p256_montgomery_domain_field_element in)
{
	static const fiat_p256_montgomery_domain_field_element one = { 1 };

	fiat_p256_mul(out, in, one);
}

#define fiat_p256_square(out, in) fiat_p256_mul(out, in, in)
#define fiat_p256_to_montgomery field_to_montgomery
#define fiat_p256_from_montgomery field_from_montgomery

#endif
