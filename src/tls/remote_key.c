/* SPDX-License-Identifier: MIT */
/* Signing elsewhere: see remote_key.h. */
#include "tls/remote_key.h"

#include <mbedtls/pk.h>

static remote_sign_fn *remote;

void
remote_key_use(remote_sign_fn *fn)
{
	remote = fn;
}

/* These names are required by ld(1), --wrap. */
int __real_mbedtls_pk_sign(mbedtls_pk_context *ctx, mbedtls_md_type_t md_alg,
    const unsigned char *hash, size_t hash_len, unsigned char *sig,
    size_t sig_size, size_t *sig_len,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng);
int __wrap_mbedtls_pk_sign(mbedtls_pk_context *ctx, mbedtls_md_type_t md_alg,
    const unsigned char *hash, size_t hash_len, unsigned char *sig,
    size_t sig_size, size_t *sig_len,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng);
int __real_mbedtls_pk_sign_ext(mbedtls_pk_type_t pk_type,
    mbedtls_pk_context *ctx, mbedtls_md_type_t md_alg,
    const unsigned char *hash, size_t hash_len, unsigned char *sig,
    size_t sig_size, size_t *sig_len,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng);
int __wrap_mbedtls_pk_sign_ext(mbedtls_pk_type_t pk_type,
    mbedtls_pk_context *ctx, mbedtls_md_type_t md_alg,
    const unsigned char *hash, size_t hash_len, unsigned char *sig,
    size_t sig_size, size_t *sig_len,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng);

static int
ask(enum sign_scheme scheme, mbedtls_md_type_t md_alg,
    const unsigned char *hash, size_t hash_len, unsigned char *sig,
    size_t sig_size, size_t *sig_len)
{
	/* In mbedTLS, 0 means the length of the hash. */
	if (hash_len == 0)
		hash_len = mbedtls_md_get_size(
		    mbedtls_md_info_from_type(md_alg));
	if (remote(scheme, hash, hash_len, sig, sig_size, sig_len) < 0)
		return MBEDTLS_ERR_PK_BAD_INPUT_DATA;
	return 0;
}

int
__wrap_mbedtls_pk_sign(mbedtls_pk_context *ctx, mbedtls_md_type_t md_alg,
    const unsigned char *hash, size_t hash_len, unsigned char *sig,
    size_t sig_size, size_t *sig_len,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng)
{
	if (remote == NULL)
		return __real_mbedtls_pk_sign(ctx, md_alg, hash, hash_len,
		    sig, sig_size, sig_len, f_rng, p_rng);
	return ask(mbedtls_pk_can_do(ctx, MBEDTLS_PK_RSA) ? SIGN_RSA_PKCS1 :
	    SIGN_ECDSA, md_alg, hash, hash_len, sig, sig_size, sig_len);
}

int
__wrap_mbedtls_pk_sign_ext(mbedtls_pk_type_t pk_type, mbedtls_pk_context *ctx,
    mbedtls_md_type_t md_alg, const unsigned char *hash, size_t hash_len,
    unsigned char *sig, size_t sig_size, size_t *sig_len,
    int (*f_rng)(void *, unsigned char *, size_t), void *p_rng)
{
	if (remote == NULL)
		return __real_mbedtls_pk_sign_ext(pk_type, ctx, md_alg, hash,
		    hash_len, sig, sig_size, sig_len, f_rng, p_rng);
	return ask(pk_type == MBEDTLS_PK_RSASSA_PSS ? SIGN_RSA_PSS :
	    SIGN_ECDSA, md_alg, hash, hash_len, sig, sig_size, sig_len);
}
