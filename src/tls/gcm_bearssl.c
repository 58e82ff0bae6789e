/* SPDX-License-Identifier: MIT */
/*
 * AES-GCM (NIST SP 800-38D) of whole records by BearSSL's code for AES-NI and
 * PCLMULQDQ, four blocks at a time, where the CPU has both (scripts/build-gcm);
 * mbedTLS's takes one block after the other. The linker puts these in front of
 * the two functions that cipher.c calls (-Wl,--wrap). What is not as in TLS, a
 * nonce of 12 bytes and a tag of 16, goes on to mbedTLS. gcm.c may not be
 * compiled with LTO, which resolves the calls before the linker sees them:
 * tests/wire/gcm.py counts.
 */

/* The round keys have no accessor in mbedTLS 3.6. */
#define MBEDTLS_ALLOW_PRIVATE_ACCESS

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <bearssl_block.h>
#include <bearssl_hash.h>
#include <mbedtls/aes.h>
#include <mbedtls/constant_time.h>
#include <mbedtls/gcm.h>
#include <mbedtls/inside/aesni.h>
#include <mbedtls/platform_util.h>

enum {
	NONCE = 12, BLOCK = 16,
	LONGEST = 1 << 30	/* a record has 16 KB; GCM ends at 64 GB */
};

/* Whether the CPU has PCLMULQDQ, and AES with SSE 4.1 (BearSSL's inner.h). */
int br_aes_x86ni_supported(void);

/* These names are required by ld(1), --wrap. */
int __real_mbedtls_gcm_crypt_and_tag(mbedtls_gcm_context *ctx, int mode,
    size_t len, const unsigned char *iv, size_t iv_len,
    const unsigned char *aad, size_t aad_len, const unsigned char *in,
    unsigned char *out, size_t tag_len, unsigned char *tag);
int __wrap_mbedtls_gcm_crypt_and_tag(mbedtls_gcm_context *ctx, int mode,
    size_t len, const unsigned char *iv, size_t iv_len,
    const unsigned char *aad, size_t aad_len, const unsigned char *in,
    unsigned char *out, size_t tag_len, unsigned char *tag);
int __real_mbedtls_gcm_auth_decrypt(mbedtls_gcm_context *ctx, size_t len,
    const unsigned char *iv, size_t iv_len, const unsigned char *aad,
    size_t aad_len, const unsigned char *tag, size_t tag_len,
    const unsigned char *in, unsigned char *out);
int __wrap_mbedtls_gcm_auth_decrypt(mbedtls_gcm_context *ctx, size_t len,
    const unsigned char *iv, size_t iv_len, const unsigned char *aad,
    size_t aad_len, const unsigned char *tag, size_t tag_len,
    const unsigned char *in, unsigned char *out);

/* Asked once in a process: under a hypervisor each question is expensive. */
static bool
is_able(void)
{
	static signed char able = -1;

	if (able < 0)
		able = mbedtls_aesni_has_support(MBEDTLS_AESNI_AES) != 0 &&
		    br_aes_x86ni_supported() != 0 &&
		    br_ghash_pclmul_get() != NULL;
	return able != 0;
}

static bool
is_ours(size_t len, size_t iv_len, size_t aad_len, size_t tag_len)
{
	return len <= LONGEST && aad_len <= LONGEST && iv_len == NONCE &&
	    tag_len == BLOCK && is_able();
}

/* mbedTLS has expanded the key with AES-NI, too: the bytes are the same. */
static void
take_keys(br_aes_x86ni_ctr_keys *k, const mbedtls_gcm_context *ctx)
{
	const mbedtls_aes_context *aes = ctx->cipher_ctx.cipher_ctx;

	k->vtable = NULL;
	k->num_rounds = (unsigned)aes->nr;
	memcpy(k->skey.skni, aes->buf + aes->rk_offset,
	    ((size_t)aes->nr + 1) * BLOCK);
}

static void
put_bits(unsigned char out[BLOCK / 2], size_t bytes)
{
	uint64_t bits = (uint64_t)bytes * 8;
	unsigned i;

	for (i = BLOCK / 2; i-- > 0; bits >>= 8)
		out[i] = (unsigned char)bits;
}

/* The tag of LEN sealed bytes. */
static void
make_tag(const br_aes_x86ni_ctr_keys *k, const unsigned char *iv,
    const unsigned char *aad, size_t aad_len, const unsigned char *sealed,
    size_t len, unsigned char tag[BLOCK])
{
	static const unsigned char zero[NONCE];
	unsigned char h[BLOCK] = { 0 }, y[BLOCK] = { 0 }, lens[BLOCK];

	(void)br_aes_x86ni_ctr_run(k, zero, 0, h, sizeof h);
	put_bits(lens, aad_len);
	put_bits(lens + BLOCK / 2, len);
	br_ghash_pclmul(y, h, aad, aad_len);
	br_ghash_pclmul(y, h, sealed, len);
	br_ghash_pclmul(y, h, lens, sizeof lens);
	(void)br_aes_x86ni_ctr_run(k, iv, 1, y, sizeof y);
	memcpy(tag, y, BLOCK);
	mbedtls_platform_zeroize(h, sizeof h);
}

/* BearSSL's works in place. */
static void
crypt_all(const br_aes_x86ni_ctr_keys *k, const unsigned char *iv,
    const unsigned char *in, unsigned char *out, size_t len)
{
	if (out != in && len > 0)
		memmove(out, in, len);
	(void)br_aes_x86ni_ctr_run(k, iv, 2, out, len);
}

int
__wrap_mbedtls_gcm_crypt_and_tag(mbedtls_gcm_context *ctx, int mode,
    size_t len, const unsigned char *iv, size_t iv_len,
    const unsigned char *aad, size_t aad_len, const unsigned char *in,
    unsigned char *out, size_t tag_len, unsigned char *tag)
{
	br_aes_x86ni_ctr_keys k;

	if (mode != MBEDTLS_GCM_ENCRYPT ||
	    !is_ours(len, iv_len, aad_len, tag_len))
		return __real_mbedtls_gcm_crypt_and_tag(ctx, mode, len, iv,
		    iv_len, aad, aad_len, in, out, tag_len, tag);
	take_keys(&k, ctx);
	crypt_all(&k, iv, in, out, len);
	make_tag(&k, iv, aad, aad_len, out, len, tag);
	mbedtls_platform_zeroize(&k, sizeof k);
	return 0;
}

/* On failure OUT is zero, like mbedTLS's own. */
int
__wrap_mbedtls_gcm_auth_decrypt(mbedtls_gcm_context *ctx, size_t len,
    const unsigned char *iv, size_t iv_len, const unsigned char *aad,
    size_t aad_len, const unsigned char *tag, size_t tag_len,
    const unsigned char *in, unsigned char *out)
{
	br_aes_x86ni_ctr_keys k;
	unsigned char right[BLOCK];
	int rc = 0;

	if (!is_ours(len, iv_len, aad_len, tag_len))
		return __real_mbedtls_gcm_auth_decrypt(ctx, len, iv, iv_len,
		    aad, aad_len, tag, tag_len, in, out);
	take_keys(&k, ctx);
	make_tag(&k, iv, aad, aad_len, in, len, right);
	if (mbedtls_ct_memcmp(right, tag, BLOCK) != 0) {
		mbedtls_platform_zeroize(out, len);
		rc = MBEDTLS_ERR_GCM_AUTH_FAILED;
	} else {
		crypt_all(&k, iv, in, out, len);
	}
	mbedtls_platform_zeroize(&k, sizeof k);
	mbedtls_platform_zeroize(right, sizeof right);
	return rc;
}
