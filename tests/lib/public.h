/* SPDX-License-Identifier: MIT
 *
 * For tests/wire/curves.py: what board/common/curves/boringssl.h calls no
 * secret is defined from there on.
 */
#ifndef THIMBLE_TESTS_LIB_PUBLIC_H
#define THIMBLE_TESTS_LIB_PUBLIC_H

#include <valgrind/memcheck.h>

#define CURVES_PUBLIC(word) __extension__ ({ \
	__typeof__(word) word_ = (word); \
	(void)VALGRIND_MAKE_MEM_DEFINED(&word_, sizeof word_); \
	word_; \
})

#endif
