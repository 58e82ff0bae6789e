/* SPDX-License-Identifier: MIT
 *
 * Measured as in board/x86_64/mbedtls.h:
 *
 *	X25519, BoringSSL		0.94	 1.29	10580	chosen
 *	X25519, Everest			7.78	 7.78	10080
 *	X25519, lib25519 ref10		1.24	 1.24	12336
 *	P-256, BoringSSL		2.05	 5.57	14728	chosen
 *	P-256, BoringSSL with -O2	2.94	 8.06	22984
 *
 *	mbedtls_mpi_gcd_modinv_odd()	1.50
 *	mbedtls_mpi_exp_mod()		1.43
 *	BoringSSL's, under SSLeay's licence	0.54	6388
 *	board/common/curves/order.c	0.59	2460	chosen
 *
 *	mbedTLS and Everest		25.96	31.3	58.6	405744
 *	BoringSSL's curves		 8.79	14.2
 *	order.c				 7.87	13.3	54.1	426940
 *	without fixed points		 7.87	13.3	78.9	421612	chosen
 *	and window 2			 7.87	13.3	90.6	420528
 *
 * Since the server chooses the suite, the chosen row is 6.42 and 11.85. The
 * small SHA-2 was 0.26 million of a handshake, for 4420 bytes.
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
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0

/* 4420 bytes less for 3 % of a handshake. */
#define MBEDTLS_SHA256_SMALLER
#define MBEDTLS_SHA512_SMALLER

#define MBEDTLS_AES_FEWER_TABLES
