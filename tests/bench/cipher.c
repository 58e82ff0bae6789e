/* SPDX-License-Identifier: MIT */
/*
 * mbedTLS's own ciphers in a loop, called as its record layer calls them: the
 * relay is measured against this (tests/wire/rate.py, make bench-table).
 *
 *	cipher aes128|aes256|chacha seal|open MB
 *
 * Prints the nanoseconds of processor time of the loop.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mbedtls/cipher.h>

enum {
	RECORD = 16384, TAG = 16, IV = 12,
	AAD = 13,		/* of TLS 1.2; in 1.3 it is 5 */
	RECORDS_PER_MB = (1 << 20) / RECORD
};

static const struct {
	const char *name;
	mbedtls_cipher_type_t type;
} ciphers[] = {
	{ "aes128", MBEDTLS_CIPHER_AES_128_GCM },
	{ "aes256", MBEDTLS_CIPHER_AES_256_GCM },
	{ "chacha", MBEDTLS_CIPHER_CHACHA20_POLY1305 }
};

static unsigned char sealed[RECORD + TAG], plain[RECORD + TAG];
static const unsigned char key[32], iv[IV], aad[AAD];

static const mbedtls_cipher_info_t *
find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++)
		if (strcmp(ciphers[i].name, name) == 0)
			return mbedtls_cipher_info_from_type(ciphers[i].type);
	return NULL;
}

/* One record; in place, as the record layer has it. */
static bool
seal(mbedtls_cipher_context_t *c)
{
	size_t len;

	return mbedtls_cipher_auth_encrypt_ext(c, iv, IV, aad, AAD, sealed,
	    RECORD, sealed, sizeof sealed, &len, TAG) == 0;
}

/* The same one each time, so not in place. */
static bool
unseal(mbedtls_cipher_context_t *c)
{
	size_t len;

	return mbedtls_cipher_auth_decrypt_ext(c, iv, IV, aad, AAD, sealed,
	    sizeof sealed, plain, RECORD, &len, TAG) == 0;
}

static bool
prepare(mbedtls_cipher_context_t *c, const char *name, bool opens)
{
	const mbedtls_cipher_info_t *info = find(name);
	int bits;

	mbedtls_cipher_init(c);
	if (info == NULL || mbedtls_cipher_setup(c, info) != 0)
		return false;
	bits = mbedtls_cipher_get_key_bitlen(c);
	if (mbedtls_cipher_setkey(c, key, bits, MBEDTLS_ENCRYPT) != 0 ||
	    !seal(c))
		return false;
	return !opens || mbedtls_cipher_setkey(c, key, bits,
	    MBEDTLS_DECRYPT) == 0;
}

static uint64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

int
main(int argc, char **argv)
{
	mbedtls_cipher_context_t c;
	bool opens = argc == 4 && strcmp(argv[2], "open") == 0;
	uint64_t start;
	long left;

	if (argc != 4 || !prepare(&c, argv[1], opens))
		return 64;
	start = now_ns();
	for (left = atol(argv[3]) * RECORDS_PER_MB; left > 0; left--)
		if (opens ? !unseal(&c) : !seal(&c))
			return 1;
	printf("%llu\n", (unsigned long long)(now_ns() - start));
	return 0;
}
