/* SPDX-License-Identifier: MIT
 *
 * mbedTLS as every board has it. A board's own mbedtls.h includes this file
 * and then changes what its CPU or its flash asks for. scripts/build-mbedtls
 * puts both where mbedTLS looks for its configuration, so that the library and
 * src/tls cannot disagree. What is not named here is off.
 */

#ifndef THIMBLE_MBEDTLS_H
#define THIMBLE_MBEDTLS_H

#include <stddef.h>

/* 3.6.6 fixes CVE-2026-34873 and CVE-2026-25835. Of what 3.6.7 fixes about
 * tickets, CVE-2026-50586 cannot happen with src/tls/conn_ticket.c, and
 * CVE-2026-50640 costs a client a full handshake. */
#if MBEDTLS_VERSION_NUMBER < 0x03060600
#error "mbedTLS older than 3.6.6"
#endif

/* ---- platform ---- */

/* Multiplication and AES-NI in assembler; about four times the speed. */
#define MBEDTLS_HAVE_ASM
/* Nothing that the next release takes away. */
#define MBEDTLS_DEPRECATED_REMOVED
/* An ignored result of a cryptographic function is a warning. */
#define MBEDTLS_CHECK_RETURN_WARNING
/* Certificates are checked for their dates. */
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_HAVE_TIME_DATE
/* All memory comes from the static arena of src/tls/arena.c. */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO arena_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO arena_free
void *arena_calloc(size_t n, size_t size);
void arena_free(void *p);

/* ---- randomness ---- */

/* getrandom(2) in src/tls/rng.c. Up to 3.6.7 mbedTLS does not find getrandom
 * on musl and opens /dev/random, which an empty chroot does not have. Without
 * a DRBG there is no state that fork(2) could duplicate. */
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG

/* ---- ciphers: AEAD only, no CBC ---- */

#define MBEDTLS_CIPHER_C
#define MBEDTLS_AES_C
#define MBEDTLS_GCM_C
/* AES with its inverse, 3 KB: thimble-cert install opens private keys under a
 * passphrase (src/tls/pbes2.c does CBC itself, so that no cipher suite can). */
/* Tables in read-only memory are shared by all processes; in RAM they would be
 * 8.5 KB private memory a connection. How many: see the board. */
#define MBEDTLS_AES_ROM_TABLES
/* What is fast and free of timing leaks on CPUs without AES instructions. */
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C

/* ---- hashes: no SHA-1, no MD5 ---- */

#define MBEDTLS_MD_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA384_C
/* The same code as SHA-384; some private CAs sign with it. */
#define MBEDTLS_SHA512_C

/* ---- public keys ---- */

#define MBEDTLS_BIGNUM_C
/* The longest number: RSA with 4096 bits (default 1024 bytes). */
#define MBEDTLS_MPI_MAX_SIZE 512
#define MBEDTLS_ECP_C
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
/* Our own keys and nearly all of the others. */
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
/* Installed certificates and CAs with more than 128 bits of strength. */
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
/* What clients offer first: without it TLS 1.3 takes one round trip more. Its
 * arithmetic and that of P-256 are BoringSSL's (src/tls/curves_*.c). */
#define MBEDTLS_ECP_DP_CURVE25519_ENABLED
/* Reduction by the primes' form: four to eight times the speed, 3 KB. It, the
 * window and fixed points are for P-384 now: see the board. */
#define MBEDTLS_ECP_NIST_OPTIM
/* The nonce of a signature does not rest on the RNG alone (RFC 6979). */
#define MBEDTLS_ECDSA_DETERMINISTIC
#define MBEDTLS_HMAC_DRBG_C
/* RSA: certificates of CAs, and keys that a person installs. */
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
/* thimble-cert makes RSA keys on request, never below 2048 bits. */
#define MBEDTLS_GENPRIME
#define MBEDTLS_RSA_GEN_KEY_MIN_BITS 2048

/* ---- keys and certificates as files ---- */

#define MBEDTLS_OID_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_PEM_PARSE_C
#define MBEDTLS_PEM_WRITE_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_PK_WRITE_C
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
/* Client certificates that their CA has revoked. */
#define MBEDTLS_X509_CRL_PARSE_C
#define MBEDTLS_X509_CREATE_C
#define MBEDTLS_X509_CRT_WRITE_C
#define MBEDTLS_X509_CSR_WRITE_C
/* A chain is at most a leaf, three intermediates and a root. */
#define MBEDTLS_X509_MAX_INTERMEDIATE_CA 4
/* src/tls prints certificates; mbedTLS's own printer is 6 KB of text. */
#define MBEDTLS_X509_REMOVE_INFO

/* ---- TLS: server only ---- */

#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_SRV_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_PROTO_TLS1_3
/* Forward secrecy always: no static RSA, no DHE, no PSK but a session's. */
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
/* Resumption by tickets, in TLS 1.3 with a fresh key exchange and without
 * data in the first flight. The tickets are src/tls/ticket.c's. */
#define MBEDTLS_SSL_SESSION_TICKETS
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED
/* For skipping early data that a client brings on the word of another server
 * (RFC 8446, 4.2.10); it is never accepted: src/tls/conn_ticket.c. */
#define MBEDTLS_SSL_EARLY_DATA
/* RFC 6066, 4: records of 512 to 4096 bytes for clients with little memory. */
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
/* RFC 8446, D.4: middleboxes let TLS 1.3 pass when it looks like resumption. */
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE
/* mbedTLS's TLS 1.3 does not build without it. */
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
/* RFC 7627: no triple handshake. */
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
/* A client that fails gets the reason, not a bare close. */
#define MBEDTLS_SSL_ALL_ALERT_MESSAGES
/* RFC 7301: one certificate on three services must not be confused (ALPACA). */
#define MBEDTLS_SSL_ALPN
/* For SSL_TLS_SNI_SERVERNAME. */
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
/* Clients send records of full length; a smaller buffer breaks APPEND. Pages
 * that nobody touches cost nothing. */
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
/* No padding of TLS 1.3 records to 16 bytes, which hides little; src/tls/watch
 * knows a sealed alert by its length. */
#define MBEDTLS_SSL_CID_TLS1_3_PADDING_GRANULARITY 1
/* Full records when there is data; also holds a TLS 1.2 chain. Against 8192:
 * 8 KB more while much is sent; the relay's own instructions go from 3.9 to
 * 3.3 % of ChaCha20-Poly1305's on x86_64, from 5.3 to 3.8 % on MIPS. */
#define MBEDTLS_SSL_OUT_CONTENT_LEN 16384

/* ---- PSA: only what TLS 1.3 asks of it (psa.h beside this file) ---- */

#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_CONFIG
/* No memory is shared with anyone: no copies of the arguments. */
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS
/* Key slots in bss, 152 bytes each. A handshake has two keys at a time. */
#define MBEDTLS_PSA_STATIC_KEY_SLOTS
#define MBEDTLS_PSA_KEY_SLOT_COUNT 2

#endif
