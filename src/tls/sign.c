/* SPDX-License-Identifier: MIT */
/* Signatures on certificates: see sign.h. */

/* A certificate's signature has no accessor in mbedTLS 3.6. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "tls/sign.h"

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/ecp.h>

#include "tls/objects.h"
#include "tls/rng.h"

/* An uncompressed point of P-384. */
enum { POINT_MAX = 1 + 2 * 48 };

/* The variables of the check, wiped and freed together. */
struct check {
	mbedtls_ecp_group group;
	mbedtls_ecp_point q, point;
	mbedtls_mpi d, r, s, v;
};

static void
check_init(struct check *c)
{
	mbedtls_ecp_group_init(&c->group);
	mbedtls_ecp_point_init(&c->q);
	mbedtls_ecp_point_init(&c->point);
	mbedtls_mpi_init(&c->d);
	mbedtls_mpi_init(&c->r);
	mbedtls_mpi_init(&c->s);
	mbedtls_mpi_init(&c->v);
}

static void
check_free(struct check *c)
{
	mbedtls_ecp_group_free(&c->group);
	mbedtls_ecp_point_free(&c->q);
	mbedtls_ecp_point_free(&c->point);
	mbedtls_mpi_free(&c->d);
	mbedtls_mpi_free(&c->r);
	mbedtls_mpi_free(&c->s);
	mbedtls_mpi_free(&c->v);
}

/* Ecdsa-Sig-Value (RFC 3279, 2.2.3). */
static int
read_signature(struct check *c, const uint8_t *sig, size_t len)
{
	unsigned char *p = (unsigned char *)sig;
	const unsigned char *end = sig + len;
	size_t n;

	if (mbedtls_asn1_get_tag(&p, end, &n, MBEDTLS_ASN1_CONSTRUCTED |
	    MBEDTLS_ASN1_SEQUENCE) != 0 || p + n != end)
		return -1;
	if (mbedtls_asn1_get_mpi(&p, end, &c->r) != 0 ||
	    mbedtls_asn1_get_mpi(&p, end, &c->s) != 0 || p != end)
		return -1;
	return 0;
}

/* v = (hash + r * d) / s modulo the group's order. */
static int
scalar(struct check *c, const uint8_t *hash, size_t hash_len)
{
	const mbedtls_mpi *order = &c->group.N;

	if (mbedtls_mpi_read_binary(&c->v, hash, hash_len) != 0 ||
	    mbedtls_mpi_mul_mpi(&c->d, &c->d, &c->r) != 0 ||
	    mbedtls_mpi_add_mpi(&c->v, &c->v, &c->d) != 0 ||
	    mbedtls_mpi_mod_mpi(&c->v, &c->v, order) != 0 ||
	    mbedtls_mpi_inv_mod(&c->s, &c->s, order) != 0 ||
	    mbedtls_mpi_mul_mpi(&c->v, &c->v, &c->s) != 0 ||
	    mbedtls_mpi_mod_mpi(&c->v, &c->v, order) != 0)
		return -1;
	return 0;
}

/*
 * The verification equation (FIPS 186-5, 6.4.2), u1 G + u2 Q.  As we know d,
 * and Q = d G, it is computed as (u1 + u2 d) G: one multiplication instead of
 * two, of the base point, which has a table.  That takes a third of the time.
 */
static int
check_ecdsa(const struct key *k, const uint8_t *hash, size_t hash_len,
    const uint8_t *sig, size_t len)
{
	uint8_t point[POINT_MAX];
	struct check c;
	size_t n;
	int rc = -1;

	check_init(&c);
	if (mbedtls_ecp_export(mbedtls_pk_ec(k->pk), &c.group, &c.d,
	    &c.q) != 0 || read_signature(&c, sig, len) < 0 ||
	    scalar(&c, hash, hash_len) < 0)
		goto out;
	if (mbedtls_ecp_mul(&c.group, &c.point, &c.v, &c.group.G, tls_rng,
	    NULL) != 0 || mbedtls_ecp_point_write_binary(&c.group, &c.point,
	    MBEDTLS_ECP_PF_UNCOMPRESSED, &n, point, sizeof point) != 0)
		goto out;
	/* Its first coordinate, after the format byte, is r. */
	if (mbedtls_mpi_read_binary(&c.v, point + 1, (n - 1) / 2) != 0 ||
	    mbedtls_mpi_mod_mpi(&c.v, &c.v, &c.group.N) != 0 ||
	    mbedtls_mpi_cmp_mpi(&c.v, &c.r) != 0)
		goto out;
	rc = 0;
out:
	check_free(&c);
	return rc;
}

int
sign_hash(const struct key *k, mbedtls_md_type_t md, const uint8_t *hash,
    uint8_t *sig, size_t cap, size_t *len)
{
	size_t n = mbedtls_md_get_size(mbedtls_md_info_from_type(md));

	/* Signing changes only blinding values in the key. */
	if (mbedtls_pk_sign((mbedtls_pk_context *)&k->pk, md, hash, n, sig,
	    cap, len, tls_rng, NULL) != 0)
		return -1;
	/* mbedTLS checks its RSA signatures itself. */
	if (mbedtls_pk_can_do(&k->pk, MBEDTLS_PK_RSA))
		return 0;
	return check_ecdsa(k, hash, n, sig, *len);
}

int
sign_check(const mbedtls_x509_crt *c, mbedtls_x509_crt *issuer)
{
	const mbedtls_md_info_t *md = mbedtls_md_info_from_type(c->sig_md);
	unsigned char hash[MBEDTLS_MD_MAX_SIZE];

	if (md == NULL || mbedtls_md(md, c->tbs.p, c->tbs.len, hash) != 0 ||
	    mbedtls_pk_verify_ext(c->sig_pk, c->sig_opts, &issuer->pk,
	    c->sig_md, hash, mbedtls_md_get_size(md), c->sig.p,
	    c->sig.len) != 0)
		return -1;
	return 0;
}
