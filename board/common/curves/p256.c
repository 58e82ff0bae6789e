/* SPDX-License-Identifier: MIT */
/*
 * P-256 in bytes: see curves.h. BoringSSL's own file has no function that is
 * visible, so that this one includes it. Numbers in and out, nothing else.
 */
#include "crypto/fipsmodule/ec/p256.c"

#include "curves.h"

static void
scalar_read(EC_SCALAR *out, const uint8_t in[32])
{
	fiat_p256_from_bytes(out->words, in);
}

static void
felem_read(EC_FELEM *out, const uint8_t in[32])
{
	fiat_p256_felem x;

	fiat_p256_from_bytes(x, in);
	fiat_p256_to_montgomery(x, x);
	fiat_p256_to_generic(out, x);
}

static void
felem_write(uint8_t out[32], const EC_FELEM *in)
{
	fiat_p256_felem x;

	fiat_p256_from_generic(x, in);
	fiat_p256_from_montgomery(x, x);
	fiat_p256_to_bytes(out, x);
}

static void
point_read(EC_RAW_POINT *out, const uint8_t in[64])
{
	felem_read(&out->X, in);
	felem_read(&out->Y, in + 32);
	fiat_p256_to_generic(&out->Z, fiat_p256_one);
}

static int
point_write(uint8_t out[64], const EC_RAW_POINT *p)
{
	EC_FELEM x, y;

	if (!ec_GFp_nistp256_point_get_affine_coordinates(NULL, p, &x, &y))
		return 0;
	felem_write(out, &x);
	felem_write(out + 32, &y);
	return 1;
}

int
p256_mul(uint8_t out[64], const uint8_t k[32], const uint8_t p[64])
{
	EC_RAW_POINT point;
	EC_SCALAR scalar;

	scalar_read(&scalar, k);
	if (p == NULL) {
		ec_GFp_nistp256_point_mul_base(NULL, &point, &scalar);
	} else {
		point_read(&point, p);
		ec_GFp_nistp256_point_mul(NULL, &point, &point, &scalar);
	}
	return point_write(out, &point);
}

int
p256_muladd(uint8_t out[64], const uint8_t k[32], const uint8_t l[32],
    const uint8_t p[64])
{
	EC_RAW_POINT sum, point;
	EC_SCALAR scalar;

	scalar_read(&scalar, k);
	ec_GFp_nistp256_point_mul_base(NULL, &sum, &scalar);
	scalar_read(&scalar, l);
	point_read(&point, p);
	ec_GFp_nistp256_point_mul(NULL, &point, &point, &scalar);
	ec_GFp_nistp256_add(NULL, &sum, &sum, &point);
	return point_write(out, &sum);
}
