/* SPDX-License-Identifier: MIT
 *
 * For any CPU: what was chosen on both boards that were measured, and where
 * they differ, x86_64's for that CPU and malta-be's for all others.
 */
#include "../common/mbedtls.h"

#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 1
#define MBEDTLS_AES_FEWER_TABLES

#if defined(__x86_64__)
/* AES instructions where the CPU has them (asked at run time), else a table. */
#define MBEDTLS_AESNI_C
#else
#define MBEDTLS_SHA256_SMALLER
#define MBEDTLS_SHA512_SMALLER
#endif
