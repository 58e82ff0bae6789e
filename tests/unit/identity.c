/* SPDX-License-Identifier: MIT */
/* Key and chain from PEM: what is taken, in what order, and what is not. */
#include "lib/issue.h"
#include "lib/unit.h"
#include "tls/arena.h"
#include "tls/identity.h"

/* 2026-01-02 03:04:05 and 2036-01-02 03:04:05. */
#define FROM INT64_C(1767323045)
#define UNTIL INT64_C(2082855845)

enum { LEAF, INTER_1, INTER_2, ROOT, OTHER, KEYS };

static const char *const names[KEYS] = {
	"CN=leaf", "CN=inter 1", "CN=inter 2", "CN=root", "CN=other"
};

static mbedtls_pk_context keys[KEYS], p384, rsa, x25519;
static struct issued certs[KEYS], self, big;
static char pem[IDENTITY_PEM_MAX + 1];

static struct identity *
load(struct err *e)
{
	err_clear(e);
	return identity_load(pem, strlen(pem), e);
}

/* PEM is refused with exactly this sentence, and nothing stays behind. */
static void
refused(const char *why)
{
	size_t used = arena_used();
	struct err e;

	CHECK(load(&e) == NULL);
	CHECK_STR(e.text, why);
	CHECK_INT(arena_used(), used);
}

static void
add(const struct issued *c)
{
	CHECK_INT(issue_pem(pem, sizeof pem, c), 0);
}

static void
add_key(const mbedtls_pk_context *key)
{
	CHECK_INT(issue_pem_key(pem, sizeof pem, key), 0);
}

static void
add_text(const char *text)
{
	size_t at = strlen(pem);

	(void)snprintf(pem + at, sizeof pem - at, "%s", text);
}

static void
make_all(void)
{
	int i, up;

	for (i = 0; i < KEYS; i++)
		CHECK_INT(issue_ec_key(&keys[i], MBEDTLS_ECP_DP_SECP256R1),
		    0);
	CHECK_INT(issue_ec_key(&p384, MBEDTLS_ECP_DP_SECP384R1), 0);
	CHECK_INT(issue_ec_key(&x25519, MBEDTLS_ECP_DP_CURVE25519), 0);
	CHECK_INT(issue_rsa_key(&rsa), 0);
	for (i = 0; i < KEYS; i++) {
		up = i < ROOT ? i + 1 : i;
		CHECK_INT(issue(&certs[i], &keys[i], names[i], &keys[up],
		    names[up]), 0);
	}
	CHECK_INT(issue(&self, &keys[LEAF], "CN=self", &keys[LEAF],
	    "CN=self"), 0);
}

/* A signature by ID fits the leaf's public key. */
static void
check_sign(struct identity *id, enum sign_scheme scheme, size_t hash_len,
    mbedtls_pk_context *key)
{
	static const mbedtls_md_type_t md[] = {
		MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA512
	};
	mbedtls_pk_rsassa_pss_options pss = { MBEDTLS_MD_NONE,
		MBEDTLS_RSA_SALT_LEN_ANY };
	mbedtls_md_type_t m = md[hash_len / 16 - 2];
	uint8_t hash[IDENTITY_HASH_MAX], sig[IDENTITY_SIG_MAX];
	size_t len = 0;
	int rc;

	memset(hash, (int)hash_len, sizeof hash);
	if (!CHECK_INT(identity_sign(id, scheme, hash, hash_len, sig, &len),
	    0))
		return;
	pss.mgf1_hash_id = m;
	if (scheme == SIGN_RSA_PSS)
		rc = mbedtls_pk_verify_ext(MBEDTLS_PK_RSASSA_PSS, &pss, key,
		    m, hash, hash_len, sig, len);
	else
		rc = mbedtls_pk_verify(key, m, hash, hash_len, sig, len);
	CHECK_INT(rc, 0);
	/* Of these bits and no others. */
	hash[0] ^= 1;
	CHECK(mbedtls_pk_verify(key, m, hash, hash_len, sig, len) != 0);
}

/* What does not fit the key is not signed. */
static void
check_no_sign(struct identity *id, int scheme, size_t hash_len)
{
	static const uint8_t hash[IDENTITY_HASH_MAX + 1];
	uint8_t sig[IDENTITY_SIG_MAX];
	size_t len;

	CHECK_INT(identity_sign(id, (enum sign_scheme)scheme, hash, hash_len,
	    sig, &len), -1);
}

static void
test_key(mbedtls_pk_context *key, const char *type, unsigned bits, bool is_rsa)
{
	size_t used, hash_len, len = 0;
	const struct identity_facts *f;
	const uint8_t *der;
	struct identity *id;
	struct err e;

	/* An RSA key remembers its blinding from its first use on. */
	CHECK_INT(issue(&big, key, "CN=one", key, "CN=one"), 0);
	used = arena_used();
	pem[0] = '\0';
	add_key(key);
	add(&big);
	id = load(&e);
	CHECK_STR(e.text, "");
	if (!CHECK(id != NULL))
		return;
	f = identity_facts(id);
	CHECK_STR(f->key_type, type);
	CHECK_INT(f->key_bits, bits);
	CHECK_INT(f->not_before, FROM);
	CHECK_INT(f->not_after, UNTIL);
	CHECK_INT(f->n_certs, 1);
	CHECK_INT(f->self_issued, 1);
	CHECK_INT(f->chain_len, big.len + 3);
	der = identity_cert(id, 0, &len);
	CHECK_MEM(der, len, big.der, big.len);
	CHECK(identity_cert(id, 1, &len) == NULL);
	CHECK_INT(identity_prove(id, &e), 0);
	for (hash_len = 32; hash_len <= 64; hash_len += 16) {
		if (is_rsa) {
			check_sign(id, SIGN_RSA_PKCS1, hash_len, key);
			check_sign(id, SIGN_RSA_PSS, hash_len, key);
		} else {
			check_sign(id, SIGN_ECDSA, hash_len, key);
		}
	}
	check_no_sign(id, is_rsa ? SIGN_ECDSA : SIGN_RSA_PKCS1, 32);
	check_no_sign(id, is_rsa ? SIGN_ECDSA : SIGN_RSA_PSS, 32);
	check_no_sign(id, 0, 32);
	check_no_sign(id, 77, 32);
	for (hash_len = 0; hash_len <= 65; hash_len++)
		if (hash_len != 32 && hash_len != 48 && hash_len != 64)
			check_no_sign(id, is_rsa ? SIGN_RSA_PKCS1 :
			    SIGN_ECDSA, hash_len);
	identity_free(id);
	CHECK_INT(arena_used(), used);
}

/* The chain comes out in order however the file has it. */
static void
test_order(void)
{
	static const int places[4] = { LEAF, INTER_1, INTER_2, ROOT };
	struct identity *id;
	const uint8_t *der;
	struct err e;
	size_t len = 0;
	int n, i, a[4];

	for (n = 0; n < 4 * 4 * 4 * 4; n++) {
		for (i = 0; i < 4; i++)
			a[i] = places[n >> (2 * i) & 3];
		/* Of all the ways to fill four places, those without twins. */
		if (((1 << a[0]) | (1 << a[1]) | (1 << a[2]) | (1 << a[3])) !=
		    0xf)
			continue;
		pem[0] = '\0';
		add_text("My server\r\n");
		for (i = 0; i < 4; i++) {
			if (i == n % 4)
				add_key(&keys[LEAF]);
			add(&certs[a[i]]);
			add_text(i % 2 == 0 ? "# even ENCRYPTED text\n" :
			    "-----BEGIN X-----\nAAAA\n-----END X-----\n");
		}
		add(&certs[OTHER]);
		id = load(&e);
		CHECK_STR(e.text, "");
		if (!CHECK(id != NULL))
			continue;
		CHECK_INT(identity_facts(id)->n_certs, 3);
		CHECK_INT(identity_facts(id)->self_issued, 0);
		for (i = 0; i < 3; i++) {
			der = identity_cert(id, (unsigned)i, &len);
			CHECK_MEM(der, len, certs[i].der, certs[i].len);
		}
		CHECK(identity_cert(id, 3, &len) == NULL);
		CHECK_INT(identity_prove(id, &e), 0);
		identity_free(id);
	}
}

/* With a gap the chain ends there: what is behind it helps nobody. */
static void
test_gap(void)
{
	struct identity *id;
	struct err e;

	pem[0] = '\0';
	add_key(&keys[LEAF]);
	add(&certs[INTER_2]);
	add(&certs[LEAF]);
	id = load(&e);
	if (CHECK(id != NULL)) {
		CHECK_INT(identity_facts(id)->n_certs, 1);
		CHECK_INT(identity_prove(id, &e), 0);
	}
	identity_free(id);
	identity_free(NULL);
}

/* Lines that end the way of another system, or not at all. */
static void
test_lines(void)
{
	static char unix_form[IDENTITY_PEM_MAX];
	struct identity *id;
	struct err e;
	size_t i, at;

	pem[0] = '\0';
	add_key(&keys[LEAF]);
	add(&certs[LEAF]);
	memcpy(unix_form, pem, sizeof unix_form);
	for (i = at = 0; unix_form[i] != '\0'; i++) {
		if (unix_form[i] == '\n')
			pem[at++] = '\r';
		pem[at++] = unix_form[i];
	}
	pem[at] = '\0';
	id = load(&e);
	CHECK_STR(e.text, "");
	identity_free(id);
	memcpy(pem, unix_form, sizeof unix_form);
	pem[strlen(pem) - 1] = '\0';
	id = load(&e);
	CHECK_STR(e.text, "");
	identity_free(id);
}

static void
test_refused(void)
{
	char *p;
	size_t len;
	struct err e;
	int i;

	pem[0] = '\0';
	refused("private key: the file has no PRIVATE KEY block; "
	    "`thimble-cert install CERT --key KEY` puts both into one");
	add(&certs[LEAF]);
	refused("private key: the file has no PRIVATE KEY block; "
	    "`thimble-cert install CERT --key KEY` puts both into one");
	pem[0] = '\0';
	add_key(&keys[LEAF]);
	refused("certificate: the file has no CERTIFICATE block");
	(void)snprintf(pem + strlen(pem), sizeof pem - strlen(pem),
	    "-----BEGIN TRUSTED CERTIFICATE-----\n");
	refused("certificate: its block is called TRUSTED or X509 CERTIFICATE; "
	    "type: openssl x509 -in FILE -out cert.pem");
	add(&certs[INTER_1]);
	add(&certs[OTHER]);
	refused("certificate: none in the file matches the private key");

	/* A key of a kind that cannot sign. */
	pem[0] = '\0';
	add_key(&x25519);
	if (CHECK_INT(issue(&big, &x25519, "CN=x", &keys[ROOT], names[ROOT]),
	    0)) {
		add(&big);
		refused("private key: it cannot sign; P-256, P-384 and RSA "
		    "keys can");
	}

	/* A block that is no base64, no certificate, or ends too soon. */
	pem[0] = '\0';
	add_key(&keys[LEAF]);
	add(&certs[LEAF]);
	add(&certs[INTER_1]);
	len = strlen(pem);
	p = strstr(strstr(pem, "BEGIN CERTIFICATE") + 1, "BEGIN CERTIFICATE");
	p[60] = '!';
	refused("certificate block 2: damaged base64");
	p[60] = '=';
	refused("certificate block 2: damaged base64");
	p[60] = 'A';
	p[61] = 'A';
	pem[len - 30] = '\0';
	refused("certificate block 2: damaged base64");
	pem[0] = '\0';
	add_key(&keys[LEAF]);
	add_text("-----BEGIN CERTIFICATE-----\nAAAA\n"
	    "-----END CERTIFICATE-----\n");
	refused("certificate block 1: damaged or of an unknown "
	    "kind");
	pem[0] = '\0';
	add_text("-----BEGIN EC PRIVATE KEY-----\nAAAA\n"
	    "-----END EC PRIVATE KEY-----\n");
	refused("private key: the PRIVATE KEY block is damaged or of an "
	    "unknown type");
	pem[0] = '\0';
	add_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"
	    "-----END ENCRYPTED PRIVATE KEY-----\n");
	refused("private key: it has a passphrase, which a service cannot "
	    "enter");

	pem[0] = '\0';
	add_key(&keys[LEAF]);
	add(&certs[LEAF]);
	for (i = 1; i < IDENTITY_CERTS_MAX + 1; i++)
		add(&certs[OTHER]);
	refused("certificate block 11: too many certificates");

	/* NUL bytes: what other programs read ends there. */
	pem[0] = '\0';
	add_key(&keys[LEAF]);
	add(&certs[LEAF]);
	len = strlen(pem);
	pem[len / 2] = '\0';
	err_clear(&e);
	CHECK(identity_load(pem, len, &e) == NULL);
	CHECK_STR(e.text, "PEM file: it contains NUL bytes");
}

int
main(void)
{
	size_t i;

	make_all();
	test_key(&keys[LEAF], "P-256", 256, false);
	test_key(&p384, "P-384", 384, false);
	test_key(&rsa, "RSA", 4096, true);
	test_order();
	test_gap();
	test_lines();
	test_refused();
	for (i = 0; i < KEYS; i++)
		mbedtls_pk_free(&keys[i]);
	mbedtls_pk_free(&p384);
	mbedtls_pk_free(&rsa);
	mbedtls_pk_free(&x25519);
	CHECK_INT(arena_used(), 0);
	return unit_done();
}
