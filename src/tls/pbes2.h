/* SPDX-License-Identifier: MIT */
/*
 * Private keys under a passphrase: PKCS#8 with PBES2 (RFC 8018), AES in CBC
 * mode and PBKDF2 with SHA-2, which is what OpenSSL since 1.1 and GnuTLS
 * write.  Only thimble-cert install reads them.
 *
 * mbedTLS has this too (PKCS5_C), but with it come CBC mode, and with that
 * the CBC cipher suites of TLS 1.2, 7 KB that nobody should offer.
 */
#ifndef TLS_PBES2_H
#define TLS_PBES2_H

#include <stddef.h>
#include <stdint.h>

enum pbes2_result {
	PBES2_GOOD,
	PBES2_DAMAGED,		/* or not of this form at all */
	PBES2_UNKNOWN,		/* an older or a rarer cipher */
	PBES2_WRONG		/* the passphrase is wrong */
};

/* More rounds than this are refused: minutes on a small CPU. */
enum { PBES2_ROUNDS_MAX = 2000000 };

/*
 * Decrypts the EncryptedPrivateKeyInfo of *LEN bytes at DER with PASS, a
 * string.  PBES2_GOOD: the PrivateKeyInfo stands at DER, *LEN bytes.  Else
 * what is there is void.  A wrong passphrase is found by the padding alone in
 * 255 of 256 cases; the key's parser finds the rest.
 */
enum pbes2_result pbes2_open(uint8_t *der, size_t *len, const char *pass);

#endif
