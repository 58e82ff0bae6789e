/* SPDX-License-Identifier: MIT */
/* What is handed over: keys under a passphrase, the order of chains. */
#include "tls/import.h"

#include "lib/issue.h"
#include "lib/unit.h"
#include "tls/arena.h"
#include "tls/pbes2.h"

/* 2027 and 2040: issue() makes certificates of 2026 to 2036. */
static const int64_t now = 1800000000, later = 2208988800;

static uint8_t sealed[200];
static size_t sealed_len;

static struct import im;
static struct err e;

/* A TLV whose length is below 128. */
static size_t
tlv(uint8_t *out, uint8_t tag, const uint8_t *in, size_t len)
{
	memmove(out + 2, in, len);
	out[0] = tag;
	out[1] = (uint8_t)len;
	return len + 2;
}

/*
 * EncryptedPrivateKeyInfo of what is no key: by `openssl enc -aes-256-cbc` with
 * the PBKDF2-HMAC-SHA256 of "password", "salt", 2 rounds by Python's hashlib.
 */
static void
seal(uint8_t rounds, uint8_t prf, uint8_t cipher)
{
	static const uint8_t head[] = {
		6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13
	};
	static const uint8_t kdf[] = {
		6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12
	};
	uint8_t hmac[] = {
		0x30, 12, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, prf,
		5, 0
	};
	uint8_t aes[] = {
		6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, cipher,
		4, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	};
	static const uint8_t data[] = {
		0x31, 0xbc, 0x28, 0xb3, 0x7d, 0x0d, 0x0e, 0xa6,
		0xbf, 0x44, 0xb0, 0x03, 0x03, 0x40, 0x93, 0x9c,
		0xb1, 0x3a, 0xf6, 0xbe, 0xf5, 0xab, 0x81, 0x5d,
		0x6c, 0xc5, 0xe2, 0xf2, 0xc8, 0xbb, 0xf5, 0x54
	};
	uint8_t a[200], b[200];
	size_t n, m;

	n = 0;
	a[n++] = 4, a[n++] = 4;
	memcpy(a + n, "salt", 4), n += 4;
	a[n++] = 2, a[n++] = 1, a[n++] = rounds;
	memcpy(a + n, hmac, sizeof hmac), n += sizeof hmac;
	m = tlv(b + sizeof kdf, 0x30, a, n) + sizeof kdf;
	memcpy(b, kdf, sizeof kdf);
	n = tlv(a, 0x30, b, m);
	n += tlv(a + n, 0x30, aes, sizeof aes);
	m = tlv(b + sizeof head, 0x30, a, n) + sizeof head;
	memcpy(b, head, sizeof head);
	n = tlv(a, 0x30, b, m);
	n += tlv(a + n, 4, data, sizeof data);
	sealed[0] = 0x30, sealed[1] = 0x81, sealed[2] = (uint8_t)n;
	memcpy(sealed + 3, a, n);
	sealed_len = n + 3;
}

static void
test_pbes2(void)
{
	uint8_t copy[sizeof sealed];
	size_t len, i;

	seal(2, 9, 42);
	len = sealed_len;
	CHECK(pbes2_open(sealed, &len, "password") == PBES2_GOOD);
	CHECK_MEM(sealed, len, "secret of sixteen", 17);
	seal(2, 9, 42);
	len = sealed_len;
	CHECK(pbes2_open(sealed, &len, "passwort") == PBES2_WRONG);
	seal(0, 9, 42);
	len = sealed_len;
	CHECK(pbes2_open(sealed, &len, "password") == PBES2_DAMAGED);
	seal(2, 7, 42);		/* SHA-1 */
	len = sealed_len;
	CHECK(pbes2_open(sealed, &len, "password") == PBES2_UNKNOWN);
	seal(2, 9, 41);		/* AES-256 in ECB mode */
	len = sealed_len;
	CHECK(pbes2_open(sealed, &len, "password") == PBES2_UNKNOWN);
	/* Cut anywhere, nothing behind the end is read. */
	seal(2, 9, 42);
	for (i = 0; i < sealed_len; i++) {
		memcpy(copy, sealed, i);
		len = i;
		CHECK(pbes2_open(copy, &len, "password") != PBES2_GOOD);
	}
}

static mbedtls_pk_context keys[4];
static struct issued leaf, low, top, root;
static char text[20000];

/* Takes TEXT as one file; the verdict of reading and ordering it. */
static int
verdict(int64_t when)
{
	static uint8_t room[sizeof text];
	size_t len = strlen(text);

	memcpy(room, text, len + 1);
	err_clear(&e);
	import_start(&im, when, false);
	if (import_file(&im, "f", room, len, NULL, &e) < 0)
		return -1;
	return import_order(&im, &e);
}

/* -1: with these words. */
static void
refuses(int64_t when, const char *words)
{
	CHECK(verdict(when) < 0);
	if (!CHECK(strstr(e.text, words) != NULL))
		printf("\t%s\n", e.text);
	import_free(&im);
	text[0] = '\0';
}

static void
add(const struct issued *c)
{
	CHECK(issue_pem(text, sizeof text, c) == 0);
}

/* issue() makes no CAs; a chain of them is in tests/cmd/install_chain.sh. */
static void
test_order(void)
{
	unsigned i;

	for (i = 0; i < 4; i++)
		CHECK(issue_ec_key(&keys[i], MBEDTLS_ECP_DP_SECP256R1) == 0);
	CHECK(issue(&root, &keys[3], "CN=root", &keys[3], "CN=root") == 0);
	CHECK(issue(&top, &keys[2], "CN=top", &keys[3], "CN=root") == 0);
	CHECK(issue(&low, &keys[1], "CN=low", &keys[2], "CN=top") == 0);
	CHECK(issue(&leaf, &keys[0], "CN=leaf", &keys[1], "CN=low") == 0);
	refuses(now, "f: empty");
	add(&leaf);
	refuses(now, "f, block 1 (CN=leaf): its private key is neither");
	add(&root);
	add(&leaf);
	CHECK(issue_pem_key(text, sizeof text, &keys[0]) == 0);
	CHECK(verdict(now) == 0);
	CHECK_INT(im.n_chain, 1);
	CHECK(im.alone && im.key->given && im.key->from.block == 3);
	import_free(&im);
	refuses(later, "f, block 2 (CN=leaf): expired on 2036-01-02T03:04:05Z");
	add(&leaf);
	CHECK(issue_pem_key(text, sizeof text, &keys[0]) == 0);
	refuses(1767225600, "not valid before 2026-01-02");
	add(&leaf);
	CHECK(issue_pem_key(text, sizeof text, &keys[1]) == 0);
	refuses(now, "f, block 2: this private key does not match");
	add(&leaf);
	add(&low);
	CHECK(issue_pem_key(text, sizeof text, &keys[0]) == 0);
	refuses(now, "f, block 2 (CN=low): signed another certificate");
	add(&leaf);
	add(&top);
	refuses(now, "f, block 2 (CN=top): a second server");
	/* An unmarked root that is a leaf's issuer is left out. */
	CHECK(issue(&leaf, &keys[0], "CN=leaf", &keys[3], "CN=root") == 0);
	add(&root);
	add(&leaf);
	CHECK(issue_pem_key(text, sizeof text, &keys[0]) == 0);
	CHECK(verdict(now) == 0 && im.n_chain == 1 && !im.alone);
	import_free(&im);
	text[0] = '\0';
	CHECK(issue(&root, &keys[2], "CN=root", &keys[2], "CN=root") == 0);
	add(&root);
	add(&leaf);
	CHECK(issue_pem_key(text, sizeof text, &keys[0]) == 0);
	refuses(now, "block 1 (CN=root): has the issuer's name, but");
	for (i = 0; i < 4; i++)
		mbedtls_pk_free(&keys[i]);
}

int
main(void)
{
	test_pbes2();
	test_order();
	CHECK_INT(arena_used(), 0);
	return unit_done();
}
