/* SPDX-License-Identifier: MIT */
/*
 * X25519 and P-256 as mbedTLS calls them: the replacements agree with RFC 7748
 * and with mbedTLS's own code, edge cases included. wycheproof.c has the
 * vectors; tests/wire/curves.py counts the calls in the finished program.
 */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include <psa/crypto.h>

#include <curves.h>
#include <mbedtls/ecp.h>
#include <stdlib.h>

#include "lib/unit.h"
#include "lib/x25519_key.h"
#include "tls/arena.h"
#include "tls/rng.h"

/* mbedTLS's own, by ld --wrap. */
typedef int rng_fn(void *, unsigned char *, size_t);
int __real_mbedtls_ecp_mul(mbedtls_ecp_group *grp, mbedtls_ecp_point *r,
    const mbedtls_mpi *m, const mbedtls_ecp_point *p, rng_fn *f_rng,
    void *p_rng);
int __real_mbedtls_ecp_muladd_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    const mbedtls_mpi *n, const mbedtls_ecp_point *q,
    mbedtls_ecp_restart_ctx *rs);
int __real_mbedtls_mpi_inv_mod(mbedtls_mpi *x, const mbedtls_mpi *a,
    const mbedtls_mpi *n);
int mbedtls_ecp_muladd_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    const mbedtls_mpi *n, const mbedtls_ecp_point *q,
    mbedtls_ecp_restart_ctx *rs);

/* What the tests of P-256 work with. */
static mbedtls_ecp_group p256, p384, montgomery;
static mbedtls_ecp_point q, ours, theirs;
static mbedtls_mpi k, l, one, last, other;

/* RFC 7748, 6.1. */
static const uint8_t alice[32] = {
	0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1,
	0x72, 0x51, 0xb2, 0x66, 0x45, 0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0,
	0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a
};
static const uint8_t alice_public[32] = {
	0x85, 0x20, 0xf0, 0x09, 0x89, 0x30, 0xa7, 0x54, 0x74, 0x8b, 0x7d,
	0xdc, 0xb4, 0x3e, 0xf7, 0x5a, 0x0d, 0xbf, 0x3a, 0x0d, 0x26, 0x38,
	0x1a, 0xf4, 0xeb, 0xa4, 0xa9, 0x8e, 0xaa, 0x9b, 0x4e, 0x6a
};
static const uint8_t bob_public[32] = {
	0xde, 0x9e, 0xdb, 0x7d, 0x7b, 0x7d, 0xc1, 0xb4, 0xd3, 0x5b, 0x61,
	0xc2, 0xec, 0xe4, 0x35, 0x37, 0x3f, 0x83, 0x43, 0xc8, 0x5b, 0x78,
	0x67, 0x4d, 0xad, 0xfc, 0x7e, 0x14, 0x6f, 0x88, 0x2b, 0x4f
};
static const uint8_t shared[32] = {
	0x4a, 0x5d, 0x9d, 0x5b, 0xa4, 0xce, 0x2d, 0xe1, 0x72, 0x8e, 0x3b,
	0xf4, 0x80, 0x35, 0x0f, 0x25, 0xe0, 0x7e, 0x21, 0xc9, 0x47, 0xd1,
	0x9e, 0x33, 0x76, 0xf0, 0x9b, 0x3c, 0x1e, 0x16, 0x17, 0x42
};

static void
test_vectors(void)
{
	psa_key_id_t id = x25519_key(alice, sizeof alice);
	uint8_t out[32];
	size_t len = 0;

	CHECK(id != 0);
	CHECK(psa_export_public_key(id, out, sizeof out, &len) ==
	    PSA_SUCCESS);
	CHECK_MEM(out, len, alice_public, sizeof alice_public);
	CHECK(psa_raw_key_agreement(PSA_ALG_ECDH, id, bob_public,
	    sizeof bob_public, out, sizeof out, &len) == PSA_SUCCESS);
	CHECK_MEM(out, len, shared, sizeof shared);
	CHECK(psa_destroy_key(id) == PSA_SUCCESS);
}

/* Points of small order give zero with any key (RFC 7748, 6.1). */
static void
test_small_order(void)
{
	static const uint8_t order_8[32] = {
		0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56,
		0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb,
		0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
		0xb8, 0x00
	};
	uint8_t point[32] = { 0 }, out[32];
	psa_key_id_t id = x25519_key(alice, sizeof alice);
	size_t len;

	CHECK(psa_raw_key_agreement(PSA_ALG_ECDH, id, point, sizeof point,
	    out, sizeof out, &len) != PSA_SUCCESS);
	point[0] = 1;
	CHECK(psa_raw_key_agreement(PSA_ALG_ECDH, id, point, sizeof point,
	    out, sizeof out, &len) != PSA_SUCCESS);
	CHECK(psa_raw_key_agreement(PSA_ALG_ECDH, id, order_8, sizeof order_8,
	    out, sizeof out, &len) != PSA_SUCCESS);
	CHECK(psa_destroy_key(id) == PSA_SUCCESS);
}

/* A value above the prime is the same as below it, and the top bit does not
 * count (RFC 7748, 5). */
static void
test_not_canonical(void)
{
	uint8_t nine[32] = { 9 }, nine_more[32], out[32], same[32];

	memset(nine_more, 0xff, sizeof nine_more);
	CHECK(X25519(out, alice, nine) != 0);
	CHECK_MEM(out, sizeof out, alice_public, sizeof alice_public);
	X25519_public_from_private(same, alice);
	CHECK_MEM(out, sizeof out, same, sizeof same);
	nine_more[0] = 0xf6;		/* the prime is ...ed */
	nine_more[31] = 0x7f;
	CHECK(X25519(same, alice, nine_more) != 0);
	CHECK_MEM(out, sizeof out, same, sizeof same);
	nine_more[31] = 0xff;
	CHECK(X25519(same, alice, nine_more) != 0);
	CHECK_MEM(out, sizeof out, same, sizeof same);
	/* The prime is 0, and one above it is 1: of small order. */
	memset(nine_more, 0xff, sizeof nine_more);
	nine_more[31] = 0x7f;
	for (nine_more[0] = 0xec; nine_more[0] < 0xef; nine_more[0]++)
		CHECK(X25519(same, alice, nine_more) == 0);
}

static void
setup(void)
{
	mbedtls_ecp_group_init(&p256);
	mbedtls_ecp_group_init(&p384);
	mbedtls_ecp_group_init(&montgomery);
	mbedtls_ecp_point_init(&q);
	mbedtls_ecp_point_init(&ours);
	mbedtls_ecp_point_init(&theirs);
	mbedtls_mpi_init(&k);
	mbedtls_mpi_init(&l);
	mbedtls_mpi_init(&one);
	mbedtls_mpi_init(&last);
	mbedtls_mpi_init(&other);
	CHECK(mbedtls_ecp_group_load(&p256, MBEDTLS_ECP_DP_SECP256R1) == 0 &&
	    mbedtls_ecp_group_load(&p384, MBEDTLS_ECP_DP_SECP384R1) == 0 &&
	    mbedtls_ecp_group_load(&montgomery,
	    MBEDTLS_ECP_DP_CURVE25519) == 0 && mbedtls_mpi_lset(&one, 1) == 0);
	CHECK(mbedtls_mpi_sub_int(&last, &p256.N, 1) == 0);
	/* Any point; its own secret is forgotten. */
	CHECK(mbedtls_ecp_gen_keypair(&p256, &k, &q, tls_rng, NULL) == 0);
}

static void
teardown(void)
{
	mbedtls_ecp_group_free(&p256);
	mbedtls_ecp_group_free(&p384);
	mbedtls_ecp_group_free(&montgomery);
	mbedtls_ecp_point_free(&q);
	mbedtls_ecp_point_free(&ours);
	mbedtls_ecp_point_free(&theirs);
	mbedtls_mpi_free(&k);
	mbedtls_mpi_free(&l);
	mbedtls_mpi_free(&one);
	mbedtls_mpi_free(&last);
	mbedtls_mpi_free(&other);
}

/* Is k * P, for both P, what mbedTLS says? */
static bool
same_products(void)
{
	return mbedtls_ecp_mul(&p256, &ours, &k, &p256.G, tls_rng, NULL) ==
	    0 && __real_mbedtls_ecp_mul(&p256, &theirs, &k, &p256.G, tls_rng,
	    NULL) == 0 && mbedtls_ecp_point_cmp(&ours, &theirs) == 0 &&
	    mbedtls_ecp_mul(&p256, &ours, &k, &q, tls_rng, NULL) == 0 &&
	    __real_mbedtls_ecp_mul(&p256, &theirs, &k, &q, tls_rng, NULL) ==
	    0 && mbedtls_ecp_point_cmp(&ours, &theirs) == 0;
}

/* Small scalars, those next to the order, and each power of two, whose digits
 * are the edges of windows and tables. */
static void
test_scalars(void)
{
	unsigned i;

	for (i = 1; i <= 33; i++) {
		CHECK(mbedtls_mpi_lset(&k, (int)i) == 0);
		CHECK(same_products());
		CHECK(mbedtls_mpi_sub_int(&k, &p256.N, (int)i) == 0);
		CHECK(same_products());
	}
	for (i = 6; i < 256; i += i % 32 == 31 ? 1 : 5) {
		CHECK(mbedtls_mpi_lset(&k, 1) == 0 &&
		    mbedtls_mpi_shift_l(&k, i) == 0);
		CHECK(same_products());
		CHECK(mbedtls_mpi_sub_int(&k, &k, 1) == 0);
		CHECK(same_products());
	}
}

static void
test_refused(void)
{
	CHECK(mbedtls_mpi_lset(&k, 0) == 0);
	CHECK(mbedtls_ecp_mul(&p256, &ours, &k, &p256.G, tls_rng, NULL) != 0);
	CHECK(mbedtls_ecp_mul(&p256, &ours, &p256.N, &q, tls_rng, NULL) != 0);
	CHECK(mbedtls_mpi_lset(&k, -1) == 0);
	CHECK(mbedtls_ecp_mul(&p256, &ours, &k, &q, tls_rng, NULL) != 0);
	/* Infinity, a point beside the curve, a coordinate above the prime. */
	CHECK(mbedtls_ecp_set_zero(&theirs) == 0);
	CHECK(mbedtls_ecp_mul(&p256, &ours, &one, &theirs, tls_rng,
	    NULL) != 0);
	CHECK(mbedtls_ecp_copy(&theirs, &q) == 0 &&
	    mbedtls_mpi_add_int(&theirs.Y, &theirs.Y, 1) == 0);
	CHECK(mbedtls_ecp_mul(&p256, &ours, &one, &theirs, tls_rng,
	    NULL) != 0);
	CHECK(mbedtls_ecp_copy(&theirs, &q) == 0 &&
	    mbedtls_mpi_add_mpi(&theirs.X, &theirs.X, &p256.P) == 0);
	CHECK(mbedtls_ecp_mul(&p256, &ours, &one, &theirs, tls_rng,
	    NULL) != 0);
	CHECK(mbedtls_ecp_muladd_restartable(&p256, &ours, &one, &p256.G,
	    &one, &theirs, NULL) != 0);
}

/* Is k * G + l * Q what mbedTLS says? */
static bool
same_sum(const mbedtls_mpi *a, const mbedtls_mpi *b,
    const mbedtls_ecp_point *p)
{
	return mbedtls_ecp_muladd_restartable(&p256, &ours, a, &p256.G, b, p,
	    NULL) == 0 && __real_mbedtls_ecp_muladd_restartable(&p256, &theirs,
	    a, &p256.G, b, p, NULL) == 0 &&
	    mbedtls_ecp_point_cmp(&ours, &theirs) == 0;
}

/* Both products equal, opposite, infinity, both infinity. */
static void
test_sums(void)
{
	mbedtls_ecp_point g;

	mbedtls_ecp_point_init(&g);
	CHECK(mbedtls_ecp_copy(&g, &p256.G) == 0);
	CHECK(same_sum(&one, &one, &g));
	CHECK(!mbedtls_ecp_is_zero(&ours));
	CHECK(same_sum(&last, &last, &g));
	CHECK(same_sum(&one, &last, &g));
	CHECK(mbedtls_ecp_is_zero(&ours));
	CHECK(mbedtls_mpi_lset(&k, 0) == 0);
	CHECK(same_sum(&k, &one, &q));
	CHECK(mbedtls_ecp_point_cmp(&ours, &q) == 0);
	CHECK(same_sum(&last, &k, &q));
	CHECK(same_sum(&k, &k, &q));
	CHECK(mbedtls_ecp_is_zero(&ours));
	CHECK(mbedtls_mpi_lset(&k, -1) == 0);
	CHECK(same_sum(&k, &one, &q));
	CHECK(same_sum(&one, &k, &q));
	mbedtls_ecp_point_free(&g);
}

/* X25519's own function takes the same scalars, clamped. */
static bool
same_ladder(void)
{
	return mbedtls_ecp_gen_privkey(&montgomery, &k, tls_rng, NULL) == 0 &&
	    mbedtls_ecp_mul(&montgomery, &ours, &k, &montgomery.G, tls_rng,
	    NULL) == 0 && __real_mbedtls_ecp_mul(&montgomery, &theirs, &k,
	    &montgomery.G, tls_rng, NULL) == 0 &&
	    mbedtls_mpi_cmp_mpi(&ours.X, &theirs.X) == 0;
}

static bool
same_inverse(const mbedtls_mpi *a)
{
	return mbedtls_mpi_inv_mod(&l, a, &p256.N) == 0 &&
	    __real_mbedtls_mpi_inv_mod(&other, a, &p256.N) == 0 &&
	    mbedtls_mpi_cmp_mpi(&l, &other) == 0;
}

static void
test_inverses(void)
{
	unsigned i;

	for (i = 1; i < 20; i++) {
		CHECK(mbedtls_mpi_lset(&k, (int)i) == 0);
		CHECK(same_inverse(&k));
		CHECK(mbedtls_mpi_sub_int(&k, &p256.N, (int)i) == 0);
		CHECK(same_inverse(&k));
		CHECK(mbedtls_mpi_add_int(&k, &p256.N, (int)i) == 0);
		CHECK(same_inverse(&k));
	}
	for (i = 1; i < 256; i++) {
		CHECK(mbedtls_mpi_lset(&k, 1) == 0 &&
		    mbedtls_mpi_shift_l(&k, i) == 0);
		CHECK(same_inverse(&k));
	}
	CHECK(mbedtls_mpi_lset(&k, 0) == 0);
	CHECK(mbedtls_mpi_inv_mod(&l, &k, &p256.N) != 0);
	CHECK(mbedtls_mpi_inv_mod(&l, &p256.N, &p256.N) != 0);
	/* Another modulus stays with mbedTLS: of 3 modulo 7 it is 5. */
	CHECK(mbedtls_mpi_lset(&k, 3) == 0 && mbedtls_mpi_lset(&other, 7) == 0);
	CHECK(mbedtls_mpi_inv_mod(&l, &k, &other) == 0);
	CHECK(mbedtls_mpi_cmp_int(&l, 5) == 0);
}

static void
test_random(void)
{
	const char *products = getenv("PRODUCTS");
	int i, n = products == NULL ? 25 : atoi(products);

	for (i = 0; i < n; i++) {
		CHECK(same_ladder());
		CHECK(mbedtls_ecp_gen_privkey(&p256, &k, tls_rng, NULL) == 0);
		CHECK(mbedtls_ecp_gen_privkey(&p256, &l, tls_rng, NULL) == 0);
		CHECK(same_products());
		CHECK(same_sum(&k, &l, &q));
		CHECK(same_inverse(&k));
		/* The next point is this product. */
		CHECK(mbedtls_ecp_copy(&q, &ours) == 0);
	}
}

/* Keys that are made and checked; another curve's go where they went. */
static void
test_keys(void)
{
	static const mbedtls_ecp_group_id ids[] = { MBEDTLS_ECP_DP_SECP256R1,
		MBEDTLS_ECP_DP_SECP384R1 };
	mbedtls_ecp_keypair a, b;
	size_t i;

	for (i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		mbedtls_ecp_keypair_init(&a);
		mbedtls_ecp_keypair_init(&b);
		CHECK(mbedtls_ecp_gen_key(ids[i], &a, tls_rng, NULL) == 0);
		CHECK(mbedtls_ecp_gen_key(ids[i], &b, tls_rng, NULL) == 0);
		CHECK(__real_mbedtls_ecp_mul(&a.grp, &ours, &a.d, &a.grp.G,
		    tls_rng, NULL) == 0 && mbedtls_ecp_point_cmp(&ours,
		    &a.Q) == 0);
		CHECK(mbedtls_ecp_check_pub_priv(&a, &a, tls_rng, NULL) == 0);
		CHECK(mbedtls_ecp_check_pub_priv(&b, &a, tls_rng, NULL) != 0);
		CHECK(mbedtls_mpi_add_int(&a.d, &a.d, 1) == 0);
		CHECK(mbedtls_ecp_check_pub_priv(&a, &a, tls_rng, NULL) != 0);
		mbedtls_ecp_keypair_free(&a);
		mbedtls_ecp_keypair_free(&b);
	}
	CHECK(mbedtls_ecp_gen_keypair(&p384, &k, &q, tls_rng, NULL) == 0 &&
	    mbedtls_ecp_mul(&p384, &ours, &k, &p384.G, tls_rng, NULL) == 0 &&
	    mbedtls_ecp_point_cmp(&ours, &q) == 0);
}

int
main(void)
{
	CHECK(psa_crypto_init() == PSA_SUCCESS);
	test_vectors();
	test_small_order();
	test_not_canonical();
	setup();
	test_scalars();
	test_refused();
	test_sums();
	test_inverses();
	test_random();
	test_keys();
	teardown();
	return unit_done();
}
