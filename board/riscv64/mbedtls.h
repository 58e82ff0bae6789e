/* SPDX-License-Identifier: MIT
 *
 * As on x86_64, but without instructions for AES.
 */
#include "../common/mbedtls.h"

#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
