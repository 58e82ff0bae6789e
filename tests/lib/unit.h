/*
 * SPDX-License-Identifier: MIT
 *
 * The whole unit test framework.
 *
 * A unit test is one C program. It calls CHECK() as often as it likes, never
 * stops at the first failure, and ends main with `return unit_done();`. What
 * failed goes to standard output with file and line; a program in which all
 * went well prints its count and nothing else. No allocation, no global
 * state beyond the two counters, so that it also runs under qemu-user and
 * inside code that replaces malloc.
 *
 *	#include "lib/unit.h"
 *
 *	int
 *	main(void)
 *	{
 *		CHECK(1 + 1 == 2);
 *		CHECK_STR("a", "a");
 *		return unit_done();
 *	}
 *
 * The include path is tests/ and src/, the working directory is the top of
 * the tree. A scratch folder of the test's own is in the environment as TMP.
 */
#ifndef THIMBLE_TESTS_LIB_UNIT_H
#define THIMBLE_TESTS_LIB_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned unit_passed;
static unsigned unit_failed;

/* The body of CHECK: counts one check and names it when it failed. */
static inline bool
unit_check(bool ok, const char *what, const char *file, int line)
{
	if (ok) {
		unit_passed++;
		return true;
	}
	unit_failed++;
	printf("%s:%d: failed: %s\n", file, line, what);
	return false;
}

/* The body of CHECK_INT: on failure both numbers are shown. */
static inline bool
unit_check_int(long long got, long long want, const char *what,
	       const char *file, int line)
{
	if (unit_check(got == want, what, file, line))
		return true;
	printf("\tgot  %lld\n\twant %lld\n", got, want);
	return false;
}

/* The body of CHECK_STR: NULL is allowed and equals only NULL. */
static inline bool
unit_check_str(const char *got, const char *want, const char *what,
	       const char *file, int line)
{
	bool same = got == want ||
	    (got != NULL && want != NULL && strcmp(got, want) == 0);

	if (unit_check(same, what, file, line))
		return true;
	printf("\tgot  \"%s\"\n\twant \"%s\"\n", got == NULL ? "(null)" : got,
	    want == NULL ? "(null)" : want);
	return false;
}

/* The body of CHECK_MEM: on failure the first byte that differs is shown. */
static inline bool
unit_check_mem(const void *got, size_t got_len, const void *want,
	       size_t want_len, const char *what, const char *file, int line)
{
	const unsigned char *a = got;
	const unsigned char *b = want;
	size_t i = 0;

	while (i < got_len && i < want_len && a[i] == b[i])
		i++;
	if (unit_check(i == got_len && i == want_len, what, file, line))
		return true;
	printf("\tgot %zu bytes, want %zu, first difference at %zu\n",
	    got_len, want_len, i);
	return false;
}

/*
 * Each of these evaluates its arguments once, counts one check and has the
 * check's verdict as its value, so that `if (!CHECK(p != NULL)) return ...;`
 * can leave before p is used.
 */
#define CHECK(cond) unit_check((cond), #cond, __FILE__, __LINE__)
#define CHECK_INT(got, want) \
	unit_check_int((long long)(got), (long long)(want), \
	    #got " == " #want, __FILE__, __LINE__)
#define CHECK_STR(got, want) \
	unit_check_str((got), (want), #got " is " #want, __FILE__, __LINE__)
#define CHECK_MEM(got, got_len, want, want_len) \
	unit_check_mem((got), (got_len), (want), (want_len), \
	    #got " is " #want, __FILE__, __LINE__)

/*
 * Whether this CPU is emulated, ten times slower: what is the same on all of
 * them takes a sample there.
 */
static inline bool
unit_emulated(void)
{
	const char *by = getenv("RUN");

	return by != NULL && *by != '\0';
}

/* Prints the counts; the result is main's: 0 when every check passed. */
static inline int
unit_done(void)
{
	printf("%u passed, %u failed\n", unit_passed, unit_failed);
	if (fflush(stdout) != 0)
		return 1;
	return unit_failed == 0 && unit_passed > 0 ? 0 : 1;
}

#endif
