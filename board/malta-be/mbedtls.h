/* SPDX-License-Identifier: MIT */
#include "../common/mbedtls.h"
