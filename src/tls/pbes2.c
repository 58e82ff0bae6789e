/* SPDX-License-Identifier: MIT */
/* Encrypted private keys: see pbes2.h. */
#include "tls/pbes2.h"

#include <stdbool.h>
#include <string.h>

#include <mbedtls/aes.h>
#include <mbedtls/asn1.h>
#include <mbedtls/md.h>

#include "base/wipe.h"

enum {
	SEQUENCE = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
	BLOCK = 16
};

/* The state of the parser. */
struct in {
	unsigned char *p;
	const unsigned char *end;
};

struct params {
	struct in salt;
	int rounds;
	mbedtls_md_type_t prf;
	unsigned key_len;		/* bytes */
	unsigned char *iv;
};

static const unsigned char oid_pbes2[] = {
	0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13
};
static const unsigned char oid_pbkdf2[] = {
	0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12
};
/* hmacWithSHA256 is 9, then SHA384 and SHA512. */
static const unsigned char oid_hmac[] = {
	0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2
};
/* aes128-CBC-PAD is 2, 192 is 22, 256 is 42. */
static const unsigned char oid_aes[] = {
	0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1
};

/* Enters the next value, of this TAG; INNER is it. */
static int
enter(struct in *in, int tag, struct in *inner)
{
	size_t n;

	if (mbedtls_asn1_get_tag(&in->p, in->end, &n, tag) != 0)
		return -1;
	inner->p = in->p;
	inner->end = in->p += n;
	return 0;
}

static size_t
left(const struct in *in)
{
	return (size_t)(in->end - in->p);
}

/* Whether the next OID begins with ID; *MORE is the byte after it, 0: none. */
static enum pbes2_result
oid(struct in *in, const unsigned char *id, size_t len, unsigned *more)
{
	struct in o;

	if (enter(in, MBEDTLS_ASN1_OID, &o) < 0)
		return PBES2_DAMAGED;
	if (left(&o) < len || left(&o) > len + 1 ||
	    memcmp(o.p, id, len) != 0)
		return PBES2_UNKNOWN;
	*more = left(&o) > len ? o.p[len] : 0;
	return PBES2_GOOD;
}

/* PBKDF2-params (RFC 8018, A.2). */
static enum pbes2_result
read_kdf(struct in *in, struct params *p)
{
	enum pbes2_result rc;
	struct in kdf, alg;
	unsigned more;
	int key_len;

	rc = oid(in, oid_pbkdf2, sizeof oid_pbkdf2, &more);
	if (rc != PBES2_GOOD)
		return rc;
	if (enter(in, SEQUENCE, &kdf) < 0 ||
	    enter(&kdf, MBEDTLS_ASN1_OCTET_STRING, &p->salt) < 0 ||
	    mbedtls_asn1_get_int(&kdf.p, kdf.end, &p->rounds) != 0 ||
	    p->rounds < 1)
		return PBES2_DAMAGED;
	if (left(&kdf) > 0 && *kdf.p == MBEDTLS_ASN1_INTEGER &&
	    mbedtls_asn1_get_int(&kdf.p, kdf.end, &key_len) != 0)
		return PBES2_DAMAGED;
	/* The default PRF, HMAC with SHA-1, is not supported. */
	if (left(&kdf) == 0 || p->rounds > PBES2_ROUNDS_MAX)
		return PBES2_UNKNOWN;
	if (enter(&kdf, SEQUENCE, &alg) < 0)
		return PBES2_DAMAGED;
	rc = oid(&alg, oid_hmac, sizeof oid_hmac, &more);
	p->prf = more == 9 ? MBEDTLS_MD_SHA256 : more == 10 ?
	    MBEDTLS_MD_SHA384 : MBEDTLS_MD_SHA512;
	return rc == PBES2_GOOD && (more < 9 || more > 11) ?
	    PBES2_UNKNOWN : rc;
}

static enum pbes2_result
read_cipher(struct in *in, struct params *p)
{
	enum pbes2_result rc;
	unsigned more = 0;
	struct in iv;

	rc = oid(in, oid_aes, sizeof oid_aes, &more);
	if (rc != PBES2_GOOD)
		return rc;
	if (more != 2 && more != 22 && more != 42)
		return PBES2_UNKNOWN;
	p->key_len = more == 2 ? 16 : more == 22 ? 24 : 32;
	if (enter(in, MBEDTLS_ASN1_OCTET_STRING, &iv) < 0 ||
	    left(&iv) != BLOCK)
		return PBES2_DAMAGED;
	p->iv = iv.p;
	return PBES2_GOOD;
}

/* EncryptedPrivateKeyInfo (RFC 5208, 6) with PBES2-params (RFC 8018, A.4). */
static enum pbes2_result
read_all(struct in *in, struct params *p, struct in *data)
{
	struct in all, alg, both, kdf, cipher;
	enum pbes2_result rc;
	unsigned more;

	if (enter(in, SEQUENCE, &all) < 0 || left(in) > 0 ||
	    enter(&all, SEQUENCE, &alg) < 0 ||
	    enter(&all, MBEDTLS_ASN1_OCTET_STRING, data) < 0 ||
	    left(&all) > 0)
		return PBES2_DAMAGED;
	rc = oid(&alg, oid_pbes2, sizeof oid_pbes2, &more);
	if (rc != PBES2_GOOD)
		return rc;
	if (enter(&alg, SEQUENCE, &both) < 0 ||
	    enter(&both, SEQUENCE, &kdf) < 0 ||
	    enter(&both, SEQUENCE, &cipher) < 0)
		return PBES2_DAMAGED;
	rc = read_kdf(&kdf, p);
	if (rc == PBES2_GOOD)
		rc = read_cipher(&cipher, p);
	if (rc == PBES2_GOOD && (left(data) == 0 || left(data) % BLOCK != 0))
		rc = PBES2_DAMAGED;
	return rc;
}

/* One round: U = HMAC(pass, U), of LEN bytes before and N after. */
static int
hmac(mbedtls_md_context_t *md, const unsigned char *u, size_t len,
    const unsigned char *more, size_t more_len, unsigned char *out)
{
	return mbedtls_md_hmac_reset(md) != 0 ||
	    mbedtls_md_hmac_update(md, u, len) != 0 ||
	    mbedtls_md_hmac_update(md, more, more_len) != 0 ||
	    mbedtls_md_hmac_finish(md, out) != 0 ? -1 : 0;
}

/*
 * PBKDF2 (RFC 8018, 5.2) with a single block, at least 32 bytes: no key needs
 * more.
 */
static int
derive(const struct params *p, const char *pass, unsigned char *key)
{
	static const unsigned char first[] = { 0, 0, 0, 1 };
	const mbedtls_md_info_t *info = mbedtls_md_info_from_type(p->prf);
	unsigned char u[MBEDTLS_MD_MAX_SIZE];
	size_t n = mbedtls_md_get_size(info), i;
	mbedtls_md_context_t md;
	int round, rc = -1;

	mbedtls_md_init(&md);
	if (mbedtls_md_setup(&md, info, 1) != 0 ||
	    mbedtls_md_hmac_starts(&md, (const unsigned char *)pass,
	    strlen(pass)) != 0 || hmac(&md, p->salt.p, left(&p->salt), first,
	    sizeof first, u) < 0)
		goto out;
	memcpy(key, u, n);
	for (round = 1; round < p->rounds; round++) {
		if (hmac(&md, u, n, u, 0, u) < 0)
			goto out;
		for (i = 0; i < n; i++)
			key[i] ^= u[i];
	}
	rc = 0;
out:
	mbedtls_md_free(&md);
	wipe(u, sizeof u);
	return rc;
}

/* CBC (NIST SP 800-38A, 6.2) from DATA to OUT, which may overlap from below. */
static int
decrypt(const struct params *p, const unsigned char *key,
    const struct in *data, unsigned char *out)
{
	unsigned char last[BLOCK], now[BLOCK], plain[BLOCK];
	const unsigned char *at = data->p;
	mbedtls_aes_context aes;
	unsigned i;
	int rc;

	memcpy(last, p->iv, BLOCK);
	mbedtls_aes_init(&aes);
	rc = mbedtls_aes_setkey_dec(&aes, key, p->key_len * 8);
	for (; rc == 0 && at < data->end; at += BLOCK, out += BLOCK) {
		memcpy(now, at, BLOCK);
		rc = mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_DECRYPT, now,
		    plain);
		for (i = 0; i < BLOCK; i++)
			out[i] = plain[i] ^ last[i];
		memcpy(last, now, BLOCK);
	}
	mbedtls_aes_free(&aes);
	wipe(plain, sizeof plain);
	return rc;
}

/*
 * Removes the padding (RFC 5652, 6.3).  Its timing reveals nothing to anybody:
 * the person who types the passphrase owns the key.
 */
static bool
unpad(const uint8_t *der, size_t *len)
{
	unsigned n = der[*len - 1], i;

	if (n < 1 || n > BLOCK)
		return false;
	for (i = 1; i <= n; i++)
		if (der[*len - i] != n)
			return false;
	*len -= n;
	return true;
}

int
pbes2_derive(const char *pass, const uint8_t *salt, size_t len,
    unsigned rounds, uint8_t key[PBES2_KEY])
{
	/* in.p is only read, but points to what others change. */
	uint8_t copy[64];
	struct params p = {
		.prf = MBEDTLS_MD_SHA256, .rounds = (int)rounds,
		.salt = { copy, copy + len }
	};

	if (len > sizeof copy)
		return -1;
	memcpy(copy, salt, len);
	return derive(&p, pass, key);
}

enum pbes2_result
pbes2_open(uint8_t *der, size_t *len, const char *pass)
{
	struct in in = { der, der + *len }, data;
	unsigned char key[MBEDTLS_MD_MAX_SIZE];
	enum pbes2_result rc;
	struct params p;

	memset(&p, 0, sizeof p);
	rc = read_all(&in, &p, &data);
	if (rc != PBES2_GOOD)
		return rc;
	if (derive(&p, pass, key) < 0 || decrypt(&p, key, &data, der) != 0)
		rc = PBES2_DAMAGED;
	wipe(key, sizeof key);
	*len = left(&data);
	if (rc == PBES2_GOOD && !unpad(der, len))
		rc = PBES2_WRONG;
	return rc;
}
