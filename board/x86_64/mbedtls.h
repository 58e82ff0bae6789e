/* SPDX-License-Identifier: MIT
 *
 * Measured, of a TLS 1.3 handshake with a P-256 certificate: million
 * instructions of both processes, exec to exit, with X25519 and with P-256
 * (tests/wire/cost.py), and bytes of text.
 *
 *	window 2			14.25	31.62	312187
 *	window 4			13.04	28.06	313131
 *	window 2, fixed points		 7.58	18.23	320043
 *	window 4, fixed points		 7.59	17.09	320795	chosen
 *	window 6, fixed points		 7.59	17.01	320571
 *	the small SHA-2			 7.71	17.15	317803
 *	bignum_core.c with -O2		 7.23	15.85	323435
 *
 * That was before tls/arena.c searched faster, 0.1 and 0.5 less since. With
 * mbedTLS's X25519 in place of Everest's 7.50 would be 17.36, for 3840 bytes.
 *
 * Instructions a byte (tests/bench/cipher.c) of AES-128-GCM, AES-256-GCM and
 * ChaCha20-Poly1305:
 *
 *	AES-NI				38.0	 39.3	28.4	chosen
 *	one table			105.0	126.1	28.4
 *	four tables, 5776 bytes		 92.4	107.9	28.4
 *	chacha20.c, poly1305.c -Os			50.2
 *
 * AES-NI is one block at a time with CLMUL between, 312 MB/s of AES-128-GCM;
 * mbedTLS has nothing wider. -O2 for gcm.c, aes.c, aesni.c and cipher.c (2516
 * bytes) and intrinsics in place of its assembler gain nothing: 300, 304 MB/s.
 */
#include "../common/mbedtls.h"

#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 1

/* AES instructions where the CPU has them (asked at run time), else a table. */
#define MBEDTLS_AESNI_C
#define MBEDTLS_AES_FEWER_TABLES
