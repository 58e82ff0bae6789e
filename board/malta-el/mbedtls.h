/* SPDX-License-Identifier: MIT
 *
 * As on malta-be, whose measurements hold for 32 bits: flash before speed.
 */
#include "../common/mbedtls.h"

#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_SHA256_SMALLER
#define MBEDTLS_SHA512_SMALLER
#define MBEDTLS_AES_FEWER_TABLES
