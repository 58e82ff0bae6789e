/*
 * SPDX-License-Identifier: MIT
 *
 * What the fuzz targets share; tests/fuzz/README says how they work.
 */
#ifndef THIMBLE_TESTS_LIB_FUZZ_H
#define THIMBLE_TESTS_LIB_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* libFuzzer's entry: always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What must hold for any input; if not, libFuzzer keeps the input. */
#define MUST(cond) do { \
	if (!(cond)) { \
		fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, \
		    __LINE__, #cond); \
		abort(); \
	} \
} while (0)

/*
 * A copy of the input with a NUL behind it, in memory of just that size, so
 * that one byte too many is seen. The caller frees it.
 */
static inline char *
fuzz_text(const uint8_t *data, size_t len)
{
	char *text = malloc(len + 1);
	size_t i;

	if (text == NULL)
		abort();
	for (i = 0; i < len; i++)
		text[i] = (char)data[i];
	text[len] = '\0';
	return text;
}

#endif
