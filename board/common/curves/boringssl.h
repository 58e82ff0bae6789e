/* SPDX-License-Identifier: MIT
 *
 * What BoringSSL's p256.c, util.c and curve25519.c ask of the rest of
 * BoringSSL, and no more: types, words that are compared in constant time,
 * memcpy. scripts/build-curves lays it where they look for BoringSSL's own
 * headers. What they have beyond a multiplication of points (Ed25519, the
 * table of methods) is static here, so that the compiler leaves it out with
 * all that it calls.
 */
#ifndef THIMBLE_BORINGSSL_H
#define THIMBLE_BORINGSSL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "word.h"

typedef crypto_word_t BN_ULONG;

/* For X25519's base point a table of 960 bytes, not of 24 KB. */
#define OPENSSL_SMALL

#define OPENSSL_memcpy memcpy
#define OPENSSL_memmove memmove
#define OPENSSL_memset memset
#define OPENSSL_memcmp memcmp
#define OPENSSL_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define OPENSSL_PUT_ERROR(library, reason) ((void)0)

/*
 * Results that are no secret: whether two points are equal, and whether a
 * product is infinity. No secret makes either true. tests/lib/public.h tells
 * Valgrind so.
 */
#ifndef CURVES_PUBLIC
#define CURVES_PUBLIC(word) (word)
#endif

/* All ones if a is zero, else zero. */
static inline crypto_word_t
constant_time_is_zero_w(crypto_word_t a)
{
	crypto_word_t top = (~a & (a - 1)) >> (sizeof a * 8 - 1);

	return CURVES_PUBLIC(0 - top);
}

/* Zero if and only if the bytes are equal. */
static inline int
CRYPTO_memcmp(const void *a, const void *b, size_t len)
{
	const uint8_t *x = a, *y = b;
	uint8_t differs = 0;

	while (len-- > 0)
		differs |= *x++ ^ *y++;
	return (int)CURVES_PUBLIC(differs);
}

/* ---- p256.c, util.c ---- */

typedef struct { BN_ULONG words[32 / sizeof(BN_ULONG)]; } EC_SCALAR, EC_FELEM;
typedef struct { EC_FELEM X, Y, Z; } EC_RAW_POINT;

/* For functions that are left out; nothing has a group. */
typedef struct {
	struct { int width; BN_ULONG *d; } field, order;
	EC_FELEM field_minus_order;
} EC_GROUP;
typedef struct {
	void *group_init, *group_finish, *group_set_curve, *add, *dbl, *mul,
	    *mul_base, *mul_public, *point_get_affine_coordinates, *felem_mul,
	    *felem_sqr, *felem_to_bytes, *felem_from_bytes, *felem_reduce,
	    *felem_exp, *scalar_inv0_montgomery,
	    *scalar_to_montgomery_inv_vartime, *cmp_x_coordinate;
} EC_METHOD;
#define DEFINE_METHOD_FUNCTION(type, name) static void name(type *out)
#define ec_GFp_mont_group_init NULL
#define ec_GFp_mont_group_finish NULL
#define ec_GFp_mont_group_set_curve NULL
#define ec_GFp_mont_felem_mul NULL
#define ec_GFp_mont_felem_sqr NULL
#define ec_GFp_mont_felem_to_bytes NULL
#define ec_GFp_mont_felem_from_bytes NULL
#define ec_GFp_mont_felem_reduce NULL
#define ec_GFp_mont_felem_exp NULL
#define ec_simple_scalar_inv0_montgomery NULL
#define ec_simple_scalar_to_montgomery_inv_vartime NULL
void ec_compute_wNAF(const EC_GROUP *group, int8_t *out,
    const EC_SCALAR *scalar, size_t bits, int w);
int bn_less_than_words(const BN_ULONG *a, const BN_ULONG *b, size_t len);
BN_ULONG bn_add_words(BN_ULONG *r, const BN_ULONG *a, const BN_ULONG *b,
    size_t n);

/* Of util.c: a digit with a sign out of six bits. */
void ec_GFp_nistp_recode_scalar_bits(crypto_word_t *sign, crypto_word_t *digit,
    crypto_word_t in);

static inline int
ec_GFp_simple_is_at_infinity(const EC_GROUP *group, const EC_RAW_POINT *p)
{
	crypto_word_t any = 0;
	size_t i;

	(void)group;
	for (i = 0; i < OPENSSL_ARRAY_SIZE(p->Z.words); i++)
		any |= p->Z.words[i];
	return (int)(constant_time_is_zero_w(any) & 1);
}

/* ---- curve25519.c ---- */

enum { SHA512_DIGEST_LENGTH = 64 };
enum spake2_role_t { SPAKE2_NONE };
typedef struct { int unused; } SHA512_CTX;
uint8_t *SHA512(const uint8_t *data, size_t len, uint8_t *out);
int SHA512_Init(SHA512_CTX *sha);
int SHA512_Update(SHA512_CTX *sha, const void *data, size_t len);
int SHA512_Final(uint8_t *out, SHA512_CTX *sha);
int RAND_bytes(uint8_t *out, size_t len);
uint64_t CRYPTO_load_u64_le(const void *in);
static void ED25519_keypair(uint8_t public_key[32], uint8_t private_key[64]);
static void ED25519_keypair_from_seed(uint8_t public_key[32],
    uint8_t private_key[64], const uint8_t seed[32]);
static int ED25519_sign(uint8_t sig[64], const uint8_t *message, size_t len,
    const uint8_t private_key[64]);
static int ED25519_verify(const uint8_t *message, size_t len,
    const uint8_t sig[64], const uint8_t public_key[32]);
static void X25519_keypair(uint8_t public_value[32], uint8_t private_key[32]);
int X25519(uint8_t out[32], const uint8_t private_key[32],
    const uint8_t peer_public_value[32]);
void X25519_public_from_private(uint8_t out[32], const uint8_t private_key[32]);

#endif
