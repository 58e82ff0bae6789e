/* SPDX-License-Identifier: MIT */
/*
 * Command-line options from one table, which drives both parser and help.
 *
 * Letters may be grouped (-ab), with the argument joined or separate (-pfile,
 * -p file); long ones are --name value or --name=value.  Parsing stops at the
 * first word that is not an option, and after `--` (POSIX, Utility Syntax
 * Guidelines 9 and 10): glibc's permuting getopt(3) would take the wrapped
 * program's options for ours.
 */
#ifndef BASE_OPTS_H
#define BASE_OPTS_H

#include <stddef.h>

#include "base/err.h"
#include "base/sbuf.h"

enum opt_kind {
	OPT_FLAG,		/* int at `at` becomes 1 */
	OPT_TEXT,		/* const char * at `at`; once only */
	OPT_LIST,		/* up to MAX of them, in an array */
	OPT_NUMBER		/* unsigned long at `at`, MIN to MAX */
};

struct opt {
	char letter;		/* '\0': has no letter */
	enum opt_kind kind;
	size_t at;		/* offsetof() in the program's struct */
	unsigned long min, max;	/* of a number; MAX also: entries of a list */
	const char *name;	/* long name without dashes; NULL: none */
	const char *arg;	/* its argument, for the help; NULL: a flag */
	const char *help;	/* half a line, no full stop */
};

/*
 * Parses argv[1] onwards by the N rows of TABLE into the struct at INTO.
 * Returns the index of the first word that is not an option, or -1 and E.
 */
int opts_parse(const struct opt *table, size_t n, int argc,
    char *const argv[], void *into, struct err *e);

/* Adds one help line per row. */
void opts_help(const struct opt *table, size_t n, struct sbuf *out);

#endif
