/* SPDX-License-Identifier: MIT */
/*
 * Wycheproof's vectors for X25519, ECDH and ECDSA with P-256, out of the
 * fetched BoringSSL, through the functions of mbedTLS that TLS comes through.
 */
#include <psa/crypto.h>

#include <mbedtls/ecdh.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <stdlib.h>

#include "lib/unit.h"
#include "lib/vectors.h"
#include "lib/x25519_key.h"
#include "tls/arena.h"
#include "tls/rng.h"

/* One case: what stands in its lines. */
struct vector {
	struct bytes key, secret, public, shared, message, sig;
	char result[16];
	unsigned id;
	bool ber;
};

static struct vector v;

static void
take(void)
{
	static const struct {
		const char *name;
		struct bytes *to;
	} fields[] = {
		{ "[keyDer", &v.key }, { "private", &v.secret },
		{ "public", &v.public }, { "shared", &v.shared },
		{ "msg", &v.message }, { "sig", &v.sig }
	};
	const char *s;
	size_t i;

	for (i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if ((s = value(fields[i].name)) != NULL)
			hex(fields[i].to, s);
	if ((s = value("result")) != NULL)
		snprintf(v.result, sizeof v.result, "%.*s",
		    (int)strcspn(s, "\n"), s);
	if ((s = value("flags")) != NULL)
		v.ber = strstr(s, "BER") != NULL;
	if ((s = value("# tcId")) != NULL)
		v.id = (unsigned)atoi(s);
}

/* Calls TEST for each case of a file and checks how many there were. */
static void
each(const char *path, unsigned expected, int (*test)(void))
{
	FILE *f = fopen(path, "r");
	unsigned n = 0;

	if (!CHECK(f != NULL))
		return;
	memset(&v, 0, sizeof v);
	while (fgets(line, sizeof line, f) != NULL) {
		take();
		/* A case ends with an empty line or the file. */
		if (line[0] != '\n' || v.result[0] == '\0')
			continue;
		n++;
		if (!CHECK(test()))
			printf("\t%s, tcId %u\n", path, v.id);
		v.result[0] = '\0';
		v.shared.len = 0;
		v.ber = false;
	}
	if (v.result[0] != '\0') {
		n++;
		CHECK(test());
	}
	CHECK_INT(n, expected);
	CHECK(fclose(f) == 0);
}

static bool
is_zero(const struct bytes *b)
{
	size_t i;

	for (i = 0; i < b->len && b->at[i] == 0; i++)
		;
	return i == b->len;
}

/* Each public value counts, on the twist or not canonical; only a shared
 * secret of zero is refused (RFC 8446, 7.4.2). */
static int
x25519(void)
{
	psa_key_id_t id = x25519_key(v.secret.at, v.secret.len);
	psa_status_t rc;
	uint8_t out[32];
	size_t len = 0;

	if (id == 0)
		return 0;
	rc = psa_raw_key_agreement(PSA_ALG_ECDH, id, v.public.at, v.public.len,
	    out, sizeof out, &len);
	psa_destroy_key(id);
	if (is_zero(&v.shared))
		return rc != PSA_SUCCESS;
	return rc == PSA_SUCCESS && len == v.shared.len &&
	    memcmp(out, v.shared.at, len) == 0;
}

/* What is invalid or only acceptable, as keys with curves of their own, may
 * be refused; what is not must give what it should. */
static int
ecdh(void)
{
	mbedtls_ecp_group group;
	mbedtls_ecp_point q;
	mbedtls_pk_context pk;
	mbedtls_mpi d, z;
	uint8_t out[32];
	int rc;

	mbedtls_pk_init(&pk);
	mbedtls_ecp_group_init(&group);
	mbedtls_ecp_point_init(&q);
	mbedtls_mpi_init(&d);
	mbedtls_mpi_init(&z);
	rc = mbedtls_pk_parse_public_key(&pk, v.public.at, v.public.len);
	if (rc == 0)
		rc = mbedtls_ecp_export(mbedtls_pk_ec(pk), &group, NULL, &q);
	if (rc == 0)
		rc = group.id != MBEDTLS_ECP_DP_SECP256R1 ? -1 :
		    mbedtls_mpi_read_binary(&d, v.secret.at, v.secret.len);
	if (rc == 0)
		rc = mbedtls_ecdh_compute_shared(&group, &z, &q, &d, tls_rng,
		    NULL);
	if (rc == 0)
		rc = mbedtls_mpi_write_binary(&z, out, sizeof out);
	mbedtls_pk_free(&pk);
	mbedtls_ecp_group_free(&group);
	mbedtls_ecp_point_free(&q);
	mbedtls_mpi_free(&d);
	mbedtls_mpi_free(&z);
	if (strcmp(v.result, "invalid") == 0)
		return rc != 0;
	if (strcmp(v.result, "acceptable") == 0 && rc != 0)
		return 1;
	return rc == 0 && v.shared.len == sizeof out &&
	    memcmp(out, v.shared.at, sizeof out) == 0;
}

/* mbedTLS reads BER where DER is due; the numbers must be right then too. */
static int
ecdsa(void)
{
	mbedtls_pk_context pk;
	uint8_t hash[32];
	int rc;

	mbedtls_pk_init(&pk);
	rc = mbedtls_pk_parse_public_key(&pk, v.key.at, v.key.len);
	if (rc == 0)
		rc = mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256),
		    v.message.at, v.message.len, hash);
	if (rc == 0)
		rc = mbedtls_pk_verify(&pk, MBEDTLS_MD_SHA256, hash,
		    sizeof hash, v.sig.at, v.sig.len);
	mbedtls_pk_free(&pk);
	if (strcmp(v.result, "valid") == 0)
		return rc == 0;
	return rc != 0 || v.ber || strcmp(v.result, "acceptable") == 0;
}

int
main(void)
{
	CHECK(psa_crypto_init() == PSA_SUCCESS);
	each(VECTORS "x25519_test.txt", 518, x25519);
	each(VECTORS "ecdh_secp256r1_test.txt", 460, ecdh);
	each(VECTORS "ecdsa_secp256r1_sha256_test.txt", 387, ecdsa);
	return unit_done();
}
