/* SPDX-License-Identifier: MIT */
/*
 * Signing with a key that another process holds.
 *
 * mbedTLS's own hook for this covers TLS 1.2 only, so the linker puts ours in
 * front of mbedtls_pk_sign() and mbedtls_pk_sign_ext() (-Wl,--wrap).  The
 * network process gives mbedTLS a public key only, and digests to be signed go
 * to the function set here.  If none is set, mbedTLS signs itself.
 */
#ifndef TLS_REMOTE_KEY_H
#define TLS_REMOTE_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "tls/identity.h"

/*
 * Signs a digest of HASH_LEN bytes into SIG of CAP bytes.  -1: the other
 * process did not sign.
 */
typedef int remote_sign_fn(enum sign_scheme scheme, const uint8_t *hash,
    size_t hash_len, uint8_t *sig, size_t cap, size_t *sig_len);

/* Makes FN sign from now on; NULL: mbedTLS. */
void remote_key_use(remote_sign_fn *fn);

#endif
