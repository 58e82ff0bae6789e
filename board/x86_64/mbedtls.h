/* SPDX-License-Identifier: MIT
 *
 * X25519 and P-256 (scripts/build-curves), million instructions of one product
 * of the base point and of another, and bytes of text:
 *
 *	X25519, BoringSSL		0.46	 0.54	 7169	chosen
 *	X25519, Everest			1.15	 1.15	 3369
 *	X25519, lib25519 amd64-64	0.38	 0.38	 9600
 *	X25519, lib25519 donna_c64	0.49	 0.49
 *	P-256, BoringSSL		1.08	 2.99	10969	chosen
 *	P-256, BoringSSL with -O2	1.04	 2.91	21141
 *
 * lib25519's assembler would save 0.24 million of 3.52 in a handshake. It is
 * not for other CPUs, where its C is no faster than BoringSSL's, whose fields
 * are proved; and P-256 comes from there anyhow. An inverse modulo the order
 * of P-256, one in each signature:
 *
 *	mbedtls_mpi_gcd_modinv_odd()	0.76
 *	mbedtls_mpi_exp_mod()		0.46
 *	BoringSSL's, under SSLeay's licence	0.26	2673
 *	board/common/curves/order.c	0.16	2553	chosen
 *
 * Of a TLS 1.3 handshake with a P-256 certificate, both processes, exec to
 * exit (tests/wire/cost.py), with X25519, P-256 and P-384 as the group, and
 * bytes of text of the program. What windows and fixed points change is P-384
 * alone, which a client comes to if it has neither of the others:
 *
 *	mbedTLS and Everest		 7.43	16.5	28.2	336564
 *	BoringSSL's curves		 4.12	 7.20
 *	order.c				 3.52	 6.60	25.6	354799
 *	without fixed points		 3.52	 6.60	37.3	347135	chosen
 *	and window 2			 3.51	 6.59	42.4	346190
 *
 * Instructions a byte (tests/bench/cipher.c) of AES-128-GCM, AES-256-GCM and
 * ChaCha20-Poly1305:
 *
 *	BearSSL, AES-NI, 4 blocks	 3.2	  3.5	28.4	chosen
 *	mbedTLS, AES-NI, a block	38.0	 39.3	28.4
 *	one table			105.0	126.1	28.4
 *	four tables, 5776 bytes		 92.4	107.9	28.4
 *	chacha20.c, poly1305.c -Os			50.2
 *
 * AES-128-GCM of 16 KB in a loop, MB/s, and bytes of text; of
 * ChaCha20-Poly1305 below:
 *
 *	mbedTLS				 250
 *	BearSSL's x86ni and pclmul, -Os	3060	 2807	chosen
 *	the same with -O2		3140	 3462
 *	BoringSSL's assembler		5600	 7900
 *
 *	mbedTLS				 310		chosen
 *	BearSSL's sse2 and ctmulq	 415	 1410
 *	BoringSSL's assembler, AVX2	1760	40789
 *	the same with SSE		1020
 *
 * BoringSSL's AES is three times the size, under OpenSSL's old licence with its
 * advertising clause, for 0.15 of the 0.5 ns a byte that a download takes (0.9
 * with stunnel, 0.6 with socat). Its ChaCha20-Poly1305 would be a tenth of the
 * program, for clients without AES instructions only.
 */
#include "../common/mbedtls.h"

#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0

/* AES instructions where the CPU has them (asked at run time), else a table. */
#define MBEDTLS_AESNI_C
#define MBEDTLS_AES_FEWER_TABLES
