/* SPDX-License-Identifier: MIT */
/*
 * AES-GCM as the record layer calls it, whoever does it on this CPU: NIST's and
 * Wycheproof's vectors, out of the fetched BoringSSL, and each length of data
 * against mbedTLS's own, block by block. tests/wire/gcm.py counts the calls in
 * the finished program.
 */
#include <mbedtls/gcm.h>
#include <stdlib.h>

#include "lib/unit.h"
#include "lib/vectors.h"
#include "tls/arena.h"
#include "tls/suite.h"

enum {
	LONGEST = 4096, TAG = 16, NONCE = 12,
	/* Where tables take 400 instructions a byte, a sample. */
	SAMPLE = 97
};

/* One case: what stands in its lines. */
static struct {
	struct bytes key, nonce, plain, sealed, aad, tag;
	bool any, fails, no_seal;
} v;

static unsigned char out[VECTORS_BYTES], out_tag[TAG];
static mbedtls_gcm_context gcm;

static void
take(void)
{
	static const struct {
		const char *nist, *wycheproof;
		struct bytes *to;
	} fields[] = {
		{ "KEY", "key", &v.key }, { "NONCE", "iv", &v.nonce },
		{ "IN", "msg", &v.plain }, { "CT", "ct", &v.sealed },
		{ "AD", "aad", &v.aad }, { "TAG", "tag", &v.tag }
	};
	const char *s;
	size_t i;

	for (i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if ((s = value(fields[i].nist)) != NULL ||
		    (s = value(fields[i].wycheproof)) != NULL) {
			hex(fields[i].to, s);
			v.any = true;
		}
	if (value("FAILS") != NULL)
		v.fails = true;
	if (value("NO_SEAL") != NULL)
		v.no_seal = true;
	if ((s = value("result")) != NULL) {
		v.fails = strncmp(s, "invalid", 7) == 0;
		v.no_seal = v.fails;
	}
}

static int
open_to(unsigned char *to, const unsigned char *from)
{
	return mbedtls_gcm_auth_decrypt(&gcm, v.sealed.len, v.nonce.at,
	    v.nonce.len, v.aad.at, v.aad.len, v.tag.at, v.tag.len, from, to);
}

static int
seal_to(unsigned char *to, const unsigned char *from)
{
	return mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT,
	    v.plain.len, v.nonce.at, v.nonce.len, v.aad.at, v.aad.len, from,
	    to, v.tag.len, out_tag);
}

static bool
is(const struct bytes *b)
{
	return memcmp(out, b->at, b->len) == 0;
}

static bool
is_zero(size_t len)
{
	size_t i;

	for (i = 0; i < len && out[i] == 0; i++)
		;
	return i == len;
}

/* Both ways, from one buffer to another and in place. */
static bool
right(void)
{
	bool ok = true;
	int rc;

	memset(out, 0xaa, sizeof out);
	rc = open_to(out, v.sealed.at);
	ok = v.fails ? rc != 0 : rc == 0 && is(&v.plain);
	if (rc == MBEDTLS_ERR_GCM_AUTH_FAILED)
		ok = ok && is_zero(v.sealed.len);
	memcpy(out, v.sealed.at, v.sealed.len);
	rc = open_to(out, out);
	ok = ok && (v.fails ? rc != 0 : rc == 0 && is(&v.plain));
	if (v.no_seal)
		return ok;
	rc = seal_to(out, v.plain.at);
	ok = ok && rc == 0 && is(&v.sealed) &&
	    memcmp(out_tag, v.tag.at, v.tag.len) == 0;
	memcpy(out, v.plain.at, v.plain.len);
	memset(out_tag, 0, sizeof out_tag);
	rc = seal_to(out, out);
	return ok && rc == 0 && is(&v.sealed) &&
	    memcmp(out_tag, v.tag.at, v.tag.len) == 0;
}

static void
set_key(void)
{
	mbedtls_gcm_free(&gcm);
	mbedtls_gcm_init(&gcm);
	CHECK(mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, v.key.at,
	    (unsigned)v.key.len * 8) == 0);
}

/* A case ends with an empty line or the file. */
static void
finish(const char *path, unsigned *n)
{
	if (!v.any)
		return;
	*n += 1;
	set_key();
	if (!CHECK(right()))
		printf("\t%s, case %u\n", path, *n);
	memset(&v, 0, sizeof v);
}

/* Tries each case of a file and checks how many there were. */
static void
vectors(const char *path, unsigned expected)
{
	FILE *f = fopen(path, "r");
	unsigned n = 0;

	if (!CHECK(f != NULL))
		return;
	memset(&v, 0, sizeof v);
	while (fgets(line, sizeof line, f) != NULL)
		if (line[0] == '\n')
			finish(path, &n);
		else
			take();
	finish(path, &n);
	CHECK_INT(n, expected);
	CHECK(fclose(f) == 0);
}

/* mbedTLS's own code: V.SEALED and V.TAG. */
static bool
by_block(void)
{
	size_t len;

	return mbedtls_gcm_starts(&gcm, MBEDTLS_GCM_ENCRYPT, v.nonce.at,
	    v.nonce.len) == 0 && mbedtls_gcm_update_ad(&gcm, v.aad.at,
	    v.aad.len) == 0 && mbedtls_gcm_update(&gcm, v.plain.at,
	    v.plain.len, v.sealed.at, sizeof v.sealed.at, &len) == 0 &&
	    len == v.plain.len && mbedtls_gcm_finish(&gcm, NULL, 0, &len,
	    v.tag.at, v.tag.len) == 0;
}

static void
fill(struct bytes *b, size_t len)
{
	static unsigned state = 1;
	size_t i;

	for (i = 0; i < len; i++) {
		state = state * 1103515245 + 12345;
		b->at[i] = (unsigned char)(state >> 16);
	}
	b->len = len;
}

/* What was changed on its way is refused, and nothing of it comes out. */
static void
changed(unsigned char *where, size_t len)
{
	*where ^= 0x80;
	memset(out, 0xaa, sizeof out);
	CHECK_INT(open_to(out, v.sealed.at), MBEDTLS_ERR_GCM_AUTH_FAILED);
	CHECK(is_zero(len));
	*where ^= 0x80;
}

static void
lengths(size_t key_len, size_t step)
{
	size_t len;

	memset(&v, 0, sizeof v);
	for (len = 0; len <= LONGEST; len += step) {
		if (len % 64 == 0 || step > 1) {
			fill(&v.key, key_len);
			set_key();
		}
		fill(&v.nonce, NONCE);
		fill(&v.plain, len);
		fill(&v.aad, len % 71);
		v.sealed.len = len;
		v.tag.len = TAG;
		if (!CHECK(by_block() && right()))
			printf("\t%zu bytes\n", len);
		changed(&v.tag.at[len % TAG], len);
		if (len > 0)
			changed(&v.sealed.at[len - 1], len);
		if (v.aad.len > 0)
			changed(&v.aad.at[v.aad.len - 1], len);
	}
}

/* Data that starts anywhere and does not end where a block does. */
static void
offsets(void)
{
	static unsigned char from[LONGEST], to[LONGEST];
	size_t i, j;

	for (i = 0; i < 33; i++) {
		j = i * 5 % 33;
		fill(&v.plain, 997);
		v.sealed.len = v.plain.len;
		CHECK(by_block());
		memcpy(from + i, v.plain.at, v.plain.len);
		CHECK(seal_to(to + j, from + i) == 0);
		CHECK_MEM(to + j, v.plain.len, v.sealed.at, v.sealed.len);
		CHECK_MEM(out_tag, TAG, v.tag.at, TAG);
		memset(from, 0, sizeof from);
		CHECK(open_to(from + i, to + j) == 0);
		CHECK_MEM(from + i, v.plain.len, v.plain.at, v.plain.len);
	}
}

int
main(void)
{
	size_t step = suite_name((unsigned)suite_order()[0])[4] == 'A' ? 1 :
	    SAMPLE;

	mbedtls_gcm_init(&gcm);
	vectors(VECTORS "aes_gcm_test.txt", 256);
	vectors(VECTORS "aes_128_gcm.txt", 15750);
	vectors(VECTORS "aes_256_gcm.txt", 15750);
	lengths(16, step);
	lengths(32, step);
	offsets();
	mbedtls_gcm_free(&gcm);
	return unit_done();
}
