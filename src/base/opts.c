/* SPDX-License-Identifier: MIT */
/* Options from one table: see opts.h. */
#include "base/opts.h"

#include <stdbool.h>
#include <string.h>

#include "base/num.h"

static const struct opt *
find_letter(const struct opt *table, size_t n, char letter)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (table[i].letter == letter && letter != '\0')
			return &table[i];
	return NULL;
}

static const struct opt *
find_name(const struct opt *table, size_t n, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (table[i].name != NULL && strlen(table[i].name) == len &&
		    memcmp(table[i].name, name, len) == 0)
			return &table[i];
	return NULL;
}

static int
set(const struct opt *o, const char *word, const char *value, void *into,
    struct err *e)
{
	char *at = (char *)into + o->at;
	const char **list = (const char **)(void *)at;
	char range[64];
	struct sbuf s;
	unsigned long i;

	switch (o->kind) {
	case OPT_FLAG:
		*(int *)(void *)at = 1;
		return 0;
	case OPT_TEXT:
		if (*list != NULL)
			return err_why(e, "option", word, "given twice");
		*list = value;
		return 0;
	case OPT_LIST:
		for (i = 0; i < o->max && list[i] != NULL; i++)
			;
		if (i == o->max)
			return err_why(e, "option", word, "given too many "
			    "times");
		list[i] = value;
		return 0;
	case OPT_NUMBER:
		if (num_parse(value, o->min, o->max,
		    (unsigned long *)(void *)at) == 0)
			return 0;
		sbuf_init(&s, range, sizeof range);
		sbuf_str(&s, "must be a number from ");
		sbuf_dec(&s, o->min);
		sbuf_str(&s, " to ");
		sbuf_dec(&s, o->max);
		return err_why(e, "option", word, range);
	}
	return -1;
}

/* Parses one word of letters; *I advances if an argument is the next word. */
static int
letters(const struct opt *table, size_t n, int argc, char *const argv[],
    int *i, void *into, struct err *e)
{
	const char *word = argv[*i];
	const struct opt *o;
	const char *p;

	for (p = word + 1; *p != '\0'; p++) {
		o = find_letter(table, n, *p);
		if (o == NULL)
			return err_why(e, "option", word,
			    "unknown; see -h");
		if (o->kind == OPT_FLAG) {
			if (set(o, word, NULL, into, e) < 0)
				return -1;
			continue;
		}
		if (p[1] != '\0')
			return set(o, word, p + 1, into, e);
		if (*i + 1 >= argc)
			return err_why(e, "option", word, "needs an argument");
		(*i)++;
		return set(o, word, argv[*i], into, e);
	}
	return 0;
}

static int
long_option(const struct opt *table, size_t n, int argc, char *const argv[],
    int *i, void *into, struct err *e)
{
	const char *word = argv[*i];
	const char *value = strchr(word, '=');
	size_t len = value == NULL ? strlen(word) : (size_t)(value - word);
	const struct opt *o = find_name(table, n, word + 2, len - 2);

	if (o == NULL)
		return err_why(e, "option", word,
		    "unknown; see -h");
	if (o->kind == OPT_FLAG) {
		if (value != NULL)
			return err_why(e, "option", word, "takes no value");
		return set(o, word, NULL, into, e);
	}
	if (value != NULL)
		return set(o, word, value + 1, into, e);
	if (*i + 1 >= argc)
		return err_why(e, "option", word, "needs an argument");
	(*i)++;
	return set(o, word, argv[*i], into, e);
}

int
opts_parse(const struct opt *table, size_t n, int argc, char *const argv[],
    void *into, struct err *e)
{
	int rc;
	int i;

	for (i = 1; i < argc; i++) {
		if (argv[i][0] != '-' || argv[i][1] == '\0')
			return i;
		if (strcmp(argv[i], "--") == 0)
			return i + 1;
		if (argv[i][1] == '-')
			rc = long_option(table, n, argc, argv, &i, into, e);
		else
			rc = letters(table, n, argc, argv, &i, into, e);
		if (rc < 0)
			return -1;
	}
	return i;
}

void
opts_help(const struct opt *table, size_t n, struct sbuf *out)
{
	enum { COLUMN = 26 };
	size_t i, start;

	for (i = 0; i < n; i++) {
		start = out->len;
		sbuf_str(out, "  ");
		if (table[i].letter != '\0') {
			sbuf_char(out, '-');
			sbuf_char(out, table[i].letter);
		}
		if (table[i].name != NULL) {
			if (table[i].letter != '\0')
				sbuf_str(out, ", ");
			sbuf_str(out, "--");
			sbuf_str(out, table[i].name);
		}
		if (table[i].arg != NULL) {
			sbuf_char(out, ' ');
			sbuf_str(out, table[i].arg);
		}
		do
			sbuf_char(out, ' ');
		while (out->len - start < COLUMN && !out->cut);
		sbuf_str(out, table[i].help);
		sbuf_char(out, '\n');
	}
}
