/* SPDX-License-Identifier: MIT */
#include "../common/mbedtls.h"

/* AES instructions where the CPU has them (asked at run time), else tables. */
#define MBEDTLS_AESNI_C
