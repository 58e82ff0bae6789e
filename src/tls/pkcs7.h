/* SPDX-License-Identifier: MIT */
/*
 * The certificates in a PKCS#7 bundle, as CAs and Windows hand them out: CMS
 * signed data (RFC 5652, 5.1), whose signatures nobody needs.
 */
#ifndef TLS_PKCS7_H
#define TLS_PKCS7_H

#include <stddef.h>
#include <stdint.h>

/*
 * Calls TAKE with ARG for each certificate in the LEN bytes of DER, which are
 * hostile, until it returns something other than 0, which is then the result.
 * 0: all taken; -2: not such a bundle, or damaged, or without certificates.
 */
int pkcs7_each(uint8_t *der, size_t len,
    int (*take)(void *arg, uint8_t *crt, size_t len), void *arg);

#endif
