/* SPDX-License-Identifier: MIT */
/*
 * Rows of an option table (opts.h), by kind.  Only for the file that has the
 * table: the names are short.  That file defines AT(field), the offset of a
 * field in its struct.  First the letter (NONE: long name only), then the
 * long name (NULL: letter only).
 */
#ifndef BASE_OPTS_ROWS_H
#define BASE_OPTS_ROWS_H

#include "base/opts.h"

#define NONE '\0'

#define FLAG(l, long, field, text) { .letter = l, .kind = OPT_FLAG, \
	.at = AT(field), .name = long, .help = text }
#define TEXT(l, long, field, what, text) { .letter = l, .kind = OPT_TEXT, \
	.at = AT(field), .name = long, .arg = what, .help = text }
#define LIST(l, long, field, most, what, text) { .letter = l, \
	.kind = OPT_LIST, .at = AT(field), .max = most, .name = long, \
	.arg = what, .help = text }
#define NUMBER(l, long, field, least, most, what, text) { .letter = l, \
	.kind = OPT_NUMBER, .at = AT(field), .min = least, .max = most, \
	.name = long, .arg = what, .help = text }

#endif
