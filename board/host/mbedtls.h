/* SPDX-License-Identifier: MIT */
#include "../common/mbedtls.h"

/* As on x86_64; a machine without these instructions does not compile them. */
#define MBEDTLS_AESNI_C
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
