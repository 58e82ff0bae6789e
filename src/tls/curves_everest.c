/* SPDX-License-Identifier: MIT */
/*
 * X25519 (RFC 7748) by the Everest project's code, which comes with mbedTLS:
 * proved correct and constant-time, and five times as fast as the ladder of
 * mbedTLS's ecp.c.  mbedTLS itself uses it for TLS 1.2 only, so the linker
 * puts these in front of the two functions that both versions call
 * (-Wl,--wrap).  Other curves are passed on.
 */
#include <mbedtls/ecp.h>
#include <mbedtls/platform_util.h>

/* Of 3rdparty/everest: *OUT = K * U, each 32 bytes, little endian. */
void Hacl_Curve25519_crypto_scalarmult(uint8_t *out, uint8_t *k, uint8_t *u);

/* These names are required by ld(1), --wrap. */
int __real_mbedtls_ecp_mul(mbedtls_ecp_group *grp, mbedtls_ecp_point *r,
    const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng);
int __wrap_mbedtls_ecp_mul(mbedtls_ecp_group *grp, mbedtls_ecp_point *r,
    const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng);
int __real_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng,
    mbedtls_ecp_restart_ctx *rs);
int __wrap_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng,
    mbedtls_ecp_restart_ctx *rs);

static int
mul(mbedtls_ecp_group *grp, mbedtls_ecp_point *r, const mbedtls_mpi *m,
    const mbedtls_ecp_point *p)
{
	uint8_t k[32], u[32], out[32], any = 0;
	size_t len;
	unsigned i;
	int rc;

	rc = mbedtls_mpi_write_binary_le(m, k, sizeof k);
	if (rc == 0)
		rc = mbedtls_ecp_point_write_binary(grp, p,
		    MBEDTLS_ECP_PF_COMPRESSED, &len, u, sizeof u);
	if (rc == 0) {
		Hacl_Curve25519_crypto_scalarmult(out, k, u);
		for (i = 0; i < sizeof out; i++)
			any |= out[i];
		/* A point of small order (RFC 8446, 7.4.2). */
		rc = any == 0 ? MBEDTLS_ERR_ECP_INVALID_KEY :
		    mbedtls_ecp_point_read_binary(grp, r, out, sizeof out);
	}
	mbedtls_platform_zeroize(k, sizeof k);
	mbedtls_platform_zeroize(out, sizeof out);
	return rc;
}

int
__wrap_mbedtls_ecp_mul(mbedtls_ecp_group *grp, mbedtls_ecp_point *r,
    const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng)
{
	if (grp->id != MBEDTLS_ECP_DP_CURVE25519)
		return __real_mbedtls_ecp_mul(grp, r, m, p, f_rng, p_rng);
	return mul(grp, r, m, p);
}

int
__wrap_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *grp,
    mbedtls_ecp_point *r, const mbedtls_mpi *m, const mbedtls_ecp_point *p,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng,
    mbedtls_ecp_restart_ctx *rs)
{
	if (grp->id != MBEDTLS_ECP_DP_CURVE25519)
		return __real_mbedtls_ecp_mul_restartable(grp, r, m, p,
		    f_rng, p_rng, rs);
	return mul(grp, r, m, p);
}
