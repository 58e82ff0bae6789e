/* SPDX-License-Identifier: MIT */
/*
 * Encrypted private keys: PKCS#8 with PBES2 (RFC 8018), AES in CBC mode and
 * PBKDF2 with SHA-2, as OpenSSL since 1.1 and GnuTLS write them.  Only
 * thimble-cert install reads them.
 *
 * mbedTLS has this, too (PKCS5_C), but it needs CBC mode, which adds the CBC
 * cipher suites of TLS 1.2: 7 KB that no server should offer.
 */
#ifndef TLS_PBES2_H
#define TLS_PBES2_H

#include <stddef.h>
#include <stdint.h>

enum pbes2_result {
	PBES2_GOOD,
	PBES2_DAMAGED,		/* or not in this format */
	PBES2_UNKNOWN,		/* an old or rare cipher */
	PBES2_WRONG		/* the passphrase is wrong */
};

/* More rounds than this are refused: minutes on a small CPU. */
enum { PBES2_ROUNDS_MAX = 2000000 };

/*
 * Decrypts the EncryptedPrivateKeyInfo of *LEN bytes at DER with PASS, a
 * string.  PBES2_GOOD: the PrivateKeyInfo is at DER, *LEN bytes; otherwise its
 * contents are undefined.  The padding reveals a wrong passphrase in 255 of 256
 * cases, and the key's parser the rest.
 */
enum pbes2_result pbes2_open(uint8_t *der, size_t *len, const char *pass);

enum { PBES2_KEY = 32 };

/*
 * PBKDF2 with HMAC-SHA-256 (RFC 8018, 5.2) of one block, for passwords that are
 * stored: 0 or -1.  Costs four compressions of SHA-256 a round.
 */
int pbes2_derive(const char *pass, const uint8_t *salt, size_t len,
    unsigned rounds, uint8_t key[PBES2_KEY]);

#endif
