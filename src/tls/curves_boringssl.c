/* SPDX-License-Identifier: MIT */
/*
 * X25519 (RFC 7748) and P-256 by BoringSSL's code (curves.h, which
 * scripts/build-curves makes) in place of mbedTLS's: constant in time, proved
 * fields, and a fraction of the instructions. The linker puts these in front of
 * all functions of ecp.c and bignum.c that are called for these curves
 * (-Wl,--wrap); P-384 goes on to mbedTLS's own. Neither file may be compiled
 * with LTO, which resolves the calls before the linker sees them:
 * tests/wire/curves.py counts.
 */

/* Points and scalars have no accessors in mbedTLS 3.6. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include <stdbool.h>
#include <string.h>

#include <curves.h>
#include <mbedtls/ecp.h>
#include <mbedtls/platform_util.h>

enum { BYTES = 32 };

/* These names are required by ld(1), --wrap. */
typedef int rng_fn(void *, unsigned char *, size_t);
int __real_mbedtls_ecp_mul(mbedtls_ecp_group *grp, mbedtls_ecp_point *r,
    const mbedtls_mpi *m, const mbedtls_ecp_point *p, rng_fn *f_rng,
    void *p_rng);
int __wrap_mbedtls_ecp_mul(mbedtls_ecp_group *grp, mbedtls_ecp_point *r,
    const mbedtls_mpi *m, const mbedtls_ecp_point *p, rng_fn *f_rng,
    void *p_rng);
int __real_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    rng_fn *f_rng, void *p_rng, mbedtls_ecp_restart_ctx *rs);
int __wrap_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    rng_fn *f_rng, void *p_rng, mbedtls_ecp_restart_ctx *rs);
int __real_mbedtls_ecp_muladd_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    const mbedtls_mpi *n, const mbedtls_ecp_point *q,
    mbedtls_ecp_restart_ctx *rs);
int __wrap_mbedtls_ecp_muladd_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    const mbedtls_mpi *n, const mbedtls_ecp_point *q,
    mbedtls_ecp_restart_ctx *rs);
int __real_mbedtls_ecp_gen_key(mbedtls_ecp_group_id id,
    mbedtls_ecp_keypair *key, rng_fn *f_rng, void *p_rng);
int __wrap_mbedtls_ecp_gen_key(mbedtls_ecp_group_id id,
    mbedtls_ecp_keypair *key, rng_fn *f_rng, void *p_rng);
int __real_mbedtls_ecp_check_pub_priv(const mbedtls_ecp_keypair *pub,
    const mbedtls_ecp_keypair *prv, rng_fn *f_rng, void *p_rng);
int __wrap_mbedtls_ecp_check_pub_priv(const mbedtls_ecp_keypair *pub,
    const mbedtls_ecp_keypair *prv, rng_fn *f_rng, void *p_rng);
int __real_mbedtls_mpi_inv_mod(mbedtls_mpi *x, const mbedtls_mpi *a,
    const mbedtls_mpi *n);
int __wrap_mbedtls_mpi_inv_mod(mbedtls_mpi *x, const mbedtls_mpi *a,
    const mbedtls_mpi *n);
int __real_mbedtls_mpi_gcd_modinv_odd(mbedtls_mpi *g, mbedtls_mpi *i,
    const mbedtls_mpi *a, const mbedtls_mpi *n);
int __wrap_mbedtls_mpi_gcd_modinv_odd(mbedtls_mpi *g, mbedtls_mpi *i,
    const mbedtls_mpi *a, const mbedtls_mpi *n);

static int
x25519(mbedtls_ecp_group *grp, mbedtls_ecp_point *r, const mbedtls_mpi *m,
    const mbedtls_ecp_point *p)
{
	uint8_t k[BYTES], u[BYTES], out[BYTES];
	size_t len;
	int rc, any = 1;

	rc = mbedtls_mpi_write_binary_le(m, k, sizeof k);
	if (rc == 0 && p != &grp->G)
		rc = mbedtls_ecp_point_write_binary(grp, p,
		    MBEDTLS_ECP_PF_COMPRESSED, &len, u, sizeof u);
	if (rc == 0) {
		if (p == &grp->G)
			X25519_public_from_private(out, k);
		else
			any = X25519(out, k, u);
		/* A point of small order (RFC 8446, 7.4.2). */
		rc = any == 0 ? MBEDTLS_ERR_ECP_INVALID_KEY :
		    mbedtls_ecp_point_read_binary(grp, r, out, sizeof out);
	}
	mbedtls_platform_zeroize(k, sizeof k);
	mbedtls_platform_zeroize(out, sizeof out);
	return rc;
}

static int
write_point(const mbedtls_ecp_point *p, uint8_t out[2 * BYTES])
{
	int rc = mbedtls_mpi_write_binary_le(&p->X, out, BYTES);

	return rc != 0 ? rc :
	    mbedtls_mpi_write_binary_le(&p->Y, out + BYTES, BYTES);
}

static int
read_point(mbedtls_ecp_point *p, const uint8_t in[2 * BYTES])
{
	int rc = mbedtls_mpi_read_binary_le(&p->X, in, BYTES);

	if (rc == 0)
		rc = mbedtls_mpi_read_binary_le(&p->Y, in + BYTES, BYTES);
	return rc != 0 ? rc : mbedtls_mpi_lset(&p->Z, 1);
}

/* Checks both arguments like mbedTLS's own function. */
static int
p256(const mbedtls_ecp_group *grp, mbedtls_ecp_point *r, const mbedtls_mpi *m,
    const mbedtls_ecp_point *p)
{
	uint8_t k[BYTES], point[2 * BYTES];
	int rc;

	rc = mbedtls_ecp_check_privkey(grp, m);
	if (rc == 0)
		rc = mbedtls_mpi_write_binary_le(m, k, sizeof k);
	if (rc == 0 && p != &grp->G) {
		rc = mbedtls_ecp_check_pubkey(grp, p);
		if (rc == 0)
			rc = write_point(p, point);
	}
	if (rc == 0)
		rc = p256_mul(point, k, p == &grp->G ? NULL : point) == 0 ?
		    MBEDTLS_ERR_ECP_INVALID_KEY : read_point(r, point);
	mbedtls_platform_zeroize(k, sizeof k);
	mbedtls_platform_zeroize(point, sizeof point);
	return rc;
}

int
__wrap_mbedtls_ecp_mul(mbedtls_ecp_group *grp, mbedtls_ecp_point *r,
    const mbedtls_mpi *m, const mbedtls_ecp_point *p, rng_fn *f_rng,
    void *p_rng)
{
	if (grp->id == MBEDTLS_ECP_DP_CURVE25519)
		return x25519(grp, r, m, p);
	if (grp->id == MBEDTLS_ECP_DP_SECP256R1)
		return p256(grp, r, m, p);
	return __real_mbedtls_ecp_mul(grp, r, m, p, f_rng, p_rng);
}

int
__wrap_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    rng_fn *f_rng, void *p_rng, mbedtls_ecp_restart_ctx *rs)
{
	if (grp->id == MBEDTLS_ECP_DP_CURVE25519)
		return x25519(grp, r, m, p);
	if (grp->id == MBEDTLS_ECP_DP_SECP256R1)
		return p256(grp, r, m, p);
	return __real_mbedtls_ecp_mul_restartable(grp, r, m, p, f_rng, p_rng,
	    rs);
}

/* ecp.c's own calls its mbedtls_ecp_mul() directly. */
int
__wrap_mbedtls_ecp_gen_key(mbedtls_ecp_group_id id, mbedtls_ecp_keypair *key,
    rng_fn *f_rng, void *p_rng)
{
	int rc;

	if (id != MBEDTLS_ECP_DP_SECP256R1)
		return __real_mbedtls_ecp_gen_key(id, key, f_rng, p_rng);
	rc = mbedtls_ecp_group_load(&key->grp, id);
	if (rc == 0)
		rc = mbedtls_ecp_gen_privkey(&key->grp, &key->d, f_rng, p_rng);
	return rc != 0 ? rc :
	    p256(&key->grp, &key->Q, &key->d, &key->grp.G);
}

/* The same. */
int
__wrap_mbedtls_ecp_check_pub_priv(const mbedtls_ecp_keypair *pub,
    const mbedtls_ecp_keypair *prv, rng_fn *f_rng, void *p_rng)
{
	mbedtls_ecp_point q;
	int rc;

	if (prv->grp.id != MBEDTLS_ECP_DP_SECP256R1)
		return __real_mbedtls_ecp_check_pub_priv(pub, prv, f_rng,
		    p_rng);
	mbedtls_ecp_point_init(&q);
	rc = p256(&prv->grp, &q, &prv->d, &prv->grp.G);
	if (rc == 0 && (pub->grp.id != prv->grp.id ||
	    mbedtls_ecp_point_cmp(&pub->Q, &prv->Q) != 0 ||
	    mbedtls_ecp_point_cmp(&q, &prv->Q) != 0))
		rc = MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
	mbedtls_ecp_point_free(&q);
	return rc;
}

static bool
in_order(const mbedtls_ecp_group *grp, const mbedtls_mpi *m)
{
	return mbedtls_mpi_cmp_int(m, 0) >= 0 &&
	    mbedtls_mpi_cmp_mpi(m, &grp->N) < 0;
}

/* What ECDSA's verification calls; all of it is public. */
int
__wrap_mbedtls_ecp_muladd_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    const mbedtls_mpi *n, const mbedtls_ecp_point *q,
    mbedtls_ecp_restart_ctx *rs)
{
	uint8_t k[BYTES], l[BYTES], point[2 * BYTES];
	int rc;

	if (grp->id != MBEDTLS_ECP_DP_SECP256R1 || p != &grp->G ||
	    !in_order(grp, m) || !in_order(grp, n))
		return __real_mbedtls_ecp_muladd_restartable(grp, r, m, p, n,
		    q, rs);
	rc = mbedtls_ecp_check_pubkey(grp, q);
	if (rc == 0)
		rc = mbedtls_mpi_write_binary_le(m, k, sizeof k);
	if (rc == 0)
		rc = mbedtls_mpi_write_binary_le(n, l, sizeof l);
	if (rc == 0)
		rc = write_point(q, point);
	if (rc != 0)
		return rc;
	return p256_muladd(point, k, l, point) == 0 ? mbedtls_ecp_set_zero(r) :
	    read_point(r, point);
}

/* Whether N is the order of P-256's group. */
static bool
is_order(const mbedtls_mpi *n)
{
	static const uint8_t order[BYTES] = {
		0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84,
		0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51
	};
	uint8_t bytes[BYTES];

	return mbedtls_mpi_bitlen(n) == 8 * BYTES &&
	    mbedtls_mpi_write_binary(n, bytes, BYTES) == 0 &&
	    memcmp(bytes, order, BYTES) == 0;
}

/* X = 1 / A, and zero of zero. */
static int
inverse(mbedtls_mpi *x, const mbedtls_mpi *a)
{
	uint8_t bytes[BYTES];
	int rc;

	rc = mbedtls_mpi_write_binary_le(a, bytes, sizeof bytes);
	if (rc == 0) {
		p256_inverse(bytes, bytes);
		rc = mbedtls_mpi_read_binary_le(x, bytes, sizeof bytes);
	}
	mbedtls_platform_zeroize(bytes, sizeof bytes);
	return rc;
}

/* What sign.c calls. */
int
__wrap_mbedtls_mpi_inv_mod(mbedtls_mpi *x, const mbedtls_mpi *a,
    const mbedtls_mpi *n)
{
	if (!is_order(n) || mbedtls_mpi_cmp_int(a, 1) < 0 ||
	    mbedtls_mpi_cmp_mpi(a, n) >= 0)
		return __real_mbedtls_mpi_inv_mod(x, a, n);
	return inverse(x, a);
}

/* What mbedTLS's ECDSA calls, with 0 < A < N and without G. */
int
__wrap_mbedtls_mpi_gcd_modinv_odd(mbedtls_mpi *g, mbedtls_mpi *i,
    const mbedtls_mpi *a, const mbedtls_mpi *n)
{
	if (g != NULL || !is_order(n))
		return __real_mbedtls_mpi_gcd_modinv_odd(g, i, a, n);
	return inverse(i, a);
}
