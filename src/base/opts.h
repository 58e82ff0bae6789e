/* SPDX-License-Identifier: MIT */
/*
 * Command-line options from one table, which is parser and help at once.
 *
 * Letters may stand together (-ab) and take their argument joined or apart
 * (-pfile, -p file); long ones are --name value or --name=value.  Parsing
 * stops at the first word that is no option, and behind `--` (POSIX, Utility
 * Syntax Guidelines 9 and 10): glibc's permuting getopt(3) would read an
 * option of the wrapped program as ours.
 */
#ifndef BASE_OPTS_H
#define BASE_OPTS_H

#include <stddef.h>

#include "base/err.h"
#include "base/sbuf.h"

enum opt_kind {
	OPT_FLAG,		/* int at `at` becomes 1 */
	OPT_TEXT,		/* const char * at `at`; once only */
	OPT_LIST,		/* up to MAX such in a row */
	OPT_NUMBER		/* unsigned long at `at`, MIN to MAX */
};

struct opt {
	char letter;		/* '\0': has no letter */
	enum opt_kind kind;
	size_t at;		/* offsetof() in the program's struct */
	unsigned long min, max;	/* of a number; MAX: how many in a list */
	const char *name;	/* long name without dashes; NULL: none */
	const char *arg;	/* what follows, for the help; NULL: a flag */
	const char *help;	/* half a line, no full stop */
};

/*
 * Reads argv[1] on by the N rows of TABLE into the struct at INTO.  Returns
 * the index of the first word that is no option, -1 when one is wrong.
 */
int opts_parse(const struct opt *table, size_t n, int argc,
    char *const argv[], void *into, struct err *e);

/* Adds one help line a row. */
void opts_help(const struct opt *table, size_t n, struct sbuf *out);

#endif
