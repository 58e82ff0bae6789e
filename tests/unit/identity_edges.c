/* SPDX-License-Identifier: MIT */
/*
 * Identities at their edges: the longest chain, a file that ends anywhere,
 * and what only arithmetic finds.
 */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include "lib/issue.h"
#include "lib/unit.h"
#include "tls/arena.h"
#include "tls/identity.h"

static mbedtls_pk_context leaf, ca, other, rsa;
static struct issued cert, ca_cert;
static char pem[IDENTITY_PEM_MAX + 1];

static struct identity *
load(struct err *e)
{
	err_clear(e);
	return identity_load(pem, strlen(pem), e);
}

#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG(what) what "=" X50 X50 X50 X50

/* A chain as long as fits one record, and one that does not. */
static void
test_long_chain(void)
{
	static struct issued link;
	/* The names make it long. */
	static const char organization[] = "," LONG("O") "," LONG("OU");
	static char subject[sizeof organization + 16] = "CN=long";
	static char issuer[sizeof subject];
	mbedtls_pk_context *key = &leaf;
	struct identity *id;
	struct err e;
	size_t len = 0;
	unsigned i;

	pem[0] = '\0';
	CHECK_INT(issue_pem_key(pem, sizeof pem, key), 0);
	for (i = 1; i <= IDENTITY_CERTS_MAX; i++) {
		(void)snprintf(issuer, sizeof issuer, "CN=%u%s", i,
		    organization);
		CHECK_INT(issue(&link, key, subject, &rsa, issuer), 0);
		CHECK_INT(issue_pem(pem, sizeof pem, &link), 0);
		len += 3 + link.len;
		id = load(&e);
		CHECK((id != NULL) == (len <= IDENTITY_CHAIN_MAX));
		if (id != NULL) {
			CHECK_INT(identity_facts(id)->n_certs, i);
			CHECK_INT(identity_facts(id)->chain_len, len);
			CHECK_INT(identity_prove(id, &e), 0);
		} else {
			CHECK(strstr(e.text, "certificate chain: ") != NULL);
			CHECK(strstr(e.text, " bytes, but a handshake has "
			    "room for 16320") != NULL);
		}
		identity_free(id);
		memcpy(subject, issuer, sizeof subject);
		key = &rsa;
	}
	CHECK(e.text[0] != '\0');
}

/* It loads, as on a connection, but the proof fails with this sentence. */
static void
unproven(const char *why)
{
	struct identity *id;
	struct err e;

	id = load(&e);
	CHECK_STR(e.text, "");
	if (!CHECK(id != NULL))
		return;
	CHECK_INT(identity_prove(id, &e), -1);
	CHECK_STR(e.text, why);
	identity_free(id);
}

static void
start_with(const mbedtls_pk_context *key)
{
	pem[0] = '\0';
	CHECK_INT(issue_pem_key(pem, sizeof pem, key), 0);
}

static void
test_prove(void)
{
	mbedtls_pk_context mixed;

	/* The issuer has the right name and another key. */
	CHECK_INT(issue(&cert, &leaf, "CN=leaf", &other, "CN=ca"), 0);
	CHECK_INT(issue(&ca_cert, &ca, "CN=ca", &other, "CN=above"), 0);
	start_with(&leaf);
	CHECK_INT(issue_pem(pem, sizeof pem, &cert), 0);
	CHECK_INT(issue_pem(pem, sizeof pem, &ca_cert), 0);
	unproven("certificate chain: a certificate was not signed by the next "
	    "one");

	CHECK_INT(issue(&cert, &leaf, "CN=self", &other, "CN=self"), 0);
	start_with(&leaf);
	CHECK_INT(issue_pem(pem, sizeof pem, &cert), 0);
	unproven("certificate: its self-signature is invalid");

	/* The public half beside the private one is another key's. */
	CHECK_INT(issue_ec_key(&mixed, MBEDTLS_ECP_DP_SECP256R1), 0);
	CHECK_INT(mbedtls_ecp_copy(&mbedtls_pk_ec(mixed)->Q,
	    &mbedtls_pk_ec(leaf)->Q), 0);
	start_with(&mixed);
	CHECK_INT(issue_pem(pem, sizeof pem, &cert), 0);
	unproven("private key: it does not match its public key");
	mbedtls_pk_free(&mixed);
}

/* A file that ends at any byte is refused, with a reason and no leak. */
static void
test_prefixes(void)
{
	static char whole[sizeof pem];
	size_t len, used = arena_used();
	bool refused = true, said = true;
	struct err e;

	CHECK_INT(issue(&cert, &leaf, "CN=self", &leaf, "CN=self"), 0);
	start_with(&leaf);
	CHECK_INT(issue_pem(pem, sizeof pem, &cert), 0);
	memcpy(whole, pem, sizeof whole);
	/* Without the last newline it is whole still. */
	for (len = strlen(whole) - 2; len > 0; len--) {
		memcpy(pem, whole, len);
		pem[len] = '\0';
		refused &= load(&e) == NULL;
		said &= e.text[0] != '\0';
	}
	CHECK(refused);
	CHECK(said);
	CHECK_INT(arena_used(), used);
}

int
main(void)
{
	CHECK_INT(issue_ec_key(&leaf, MBEDTLS_ECP_DP_SECP256R1), 0);
	CHECK_INT(issue_ec_key(&ca, MBEDTLS_ECP_DP_SECP256R1), 0);
	CHECK_INT(issue_ec_key(&other, MBEDTLS_ECP_DP_SECP256R1), 0);
	CHECK_INT(issue_rsa_key(&rsa), 0);
	test_long_chain();
	test_prove();
	test_prefixes();
	mbedtls_pk_free(&leaf);
	mbedtls_pk_free(&ca);
	mbedtls_pk_free(&other);
	mbedtls_pk_free(&rsa);
	CHECK_INT(arena_used(), 0);
	return unit_done();
}
