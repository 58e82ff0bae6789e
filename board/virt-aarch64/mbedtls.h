/* SPDX-License-Identifier: MIT
 *
 * As on x86_64. Instructions a byte of AES-128-GCM, AES-256-GCM and
 * ChaCha20-Poly1305:
 *
 *	ARMv8's AES and PMULL		12.7	 13.6	21.8	chosen
 *	one table			71.4	 85.6	21.8
 */
#include "../common/mbedtls.h"

/* AES instructions where the CPU has them (asked at run time), else a table. */
#define MBEDTLS_AESCE_C
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
