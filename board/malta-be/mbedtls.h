/* SPDX-License-Identifier: MIT
 *
 * Measured as in board/x86_64/mbedtls.h:
 *
 *	window 2			38.10	58.49	385420
 *	window 4			35.87	51.75	386504
 *	window 2, fixed points		25.71	33.72	391040
 *	window 4, fixed points		25.71	31.45	391832	chosen
 *	window 6, fixed points		25.71	31.46	391736
 *	the small SHA-2			25.96	31.71	387412	chosen
 *
 * With mbedTLS's X25519 in place of Everest's 25.86 would be 33.83, for 8364
 * bytes of text.
 *
 *	one table			377.2	401.8	43.4	chosen
 *	four tables, 5964 bytes		371.2	392.8	43.4
 *	GCM_LARGE_TABLE			246.4	271.0	43.4
 *	chacha20.c, poly1305.c -Os			84.1
 *
 * The large table of GCM is 8 KB of memory in each connection, for a suite
 * that only clients without ChaCha20-Poly1305 get.
 */
#include "../common/mbedtls.h"

#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 1

/* 4420 bytes less for 1 % of a handshake. */
#define MBEDTLS_SHA256_SMALLER
#define MBEDTLS_SHA512_SMALLER

#define MBEDTLS_AES_FEWER_TABLES
