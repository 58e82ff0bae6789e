/* SPDX-License-Identifier: MIT
 *
 * What numbers are made of: words of 64 bits where the compiler multiplies
 * them to 128, else of 32. CURVES_32_BIT is for tests.
 */
#ifndef THIMBLE_WORD_H
#define THIMBLE_WORD_H

#include <stdint.h>

#if defined(__SIZEOF_INT128__) && !defined(CURVES_32_BIT)
#define OPENSSL_64_BIT
#define BORINGSSL_HAS_UINT128
typedef uint64_t crypto_word_t;
__extension__ typedef unsigned __int128 wide;
#else
#define OPENSSL_32_BIT
typedef uint32_t crypto_word_t;
typedef uint64_t wide;
#endif

#endif
