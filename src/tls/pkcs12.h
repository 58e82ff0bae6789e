/* SPDX-License-Identifier: MIT */
/*
 * Keys and certificates in one file with a passphrase, .p12 or .pfx: PKCS#12
 * (RFC 7292), encrypted with PBES2 as by OpenSSL 3 and current Windows.  The
 * ciphers before that, RC2 and 3DES, are not here.
 */
#ifndef TLS_PKCS12_H
#define TLS_PKCS12_H

#include <stddef.h>
#include <stdint.h>

enum pkcs12_result {
	PKCS12_GOOD = 0,
	/* -1 is the caller's own. */
	PKCS12_DAMAGED = -2,	/* or nothing in it */
	PKCS12_UNKNOWN = -3,	/* an old or rare cipher */
	PKCS12_WRONG = -4	/* the passphrase is wrong */
};

/*
 * Calls TAKE with ARG for each certificate, private key (PKCS#8) and encrypted
 * private key in the LEN bytes of DER, which are hostile and are overwritten,
 * until it returns something other than 0, which is then the result.  The
 * file's MAC is not looked at: who takes its contents judges each of them.
 */
int pkcs12_each(uint8_t *der, size_t len, const char *pass,
    int (*take)(void *arg, uint8_t *item, size_t len), void *arg);

#endif
