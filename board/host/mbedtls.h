/* SPDX-License-Identifier: MIT */
#include "../common/mbedtls.h"

/* As on x86_64; a machine without these instructions does not compile them. */
#define MBEDTLS_AESNI_C
