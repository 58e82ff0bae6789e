/* SPDX-License-Identifier: MIT */
/* Options: every way to write them, and every way to get them wrong. */
#include <stdbool.h>

#include "base/opts.h"
#include "lib/unit.h"

struct set {
	int verbose, quiet;
	const char *file, *text, *list[3];
	unsigned long n;
};

#define AT(field) offsetof(struct set, field)

static const struct opt table[] = {
	{ 'v', OPT_FLAG, AT(verbose), 0, 0, "verbose", NULL, "say more" },
	{ 'q', OPT_FLAG, AT(quiet), 0, 0, NULL, NULL, "say less" },
	{ 'f', OPT_TEXT, AT(file), 0, 0, "file", "path", "a file" },
	{ '\0', OPT_TEXT, AT(text), 0, 0, "text", "words", "some text" },
	{ 'l', OPT_LIST, AT(list), 0, 3, "list", "word", "up to three" },
	{ 'n', OPT_NUMBER, AT(n), 1, 10, "number", "count", "how many" }
};

enum { ROWS = sizeof table / sizeof table[0], WORDS = 7 };

/* Words behind argv[0]; what they set, and where parsing stopped. */
static const struct good {
	const char *argv[WORDS];
	int stop;
	struct set want;
} goods[] = {
	{ { NULL }, 1, { 0 } },
	{ { "-v" }, 2, { .verbose = 1 } },
	{ { "-vq" }, 2, { .verbose = 1, .quiet = 1 } },
	{ { "-v", "-v" }, 3, { .verbose = 1 } },
	{ { "--verbose", "-q" }, 3, { .verbose = 1, .quiet = 1 } },
	{ { "-f", "a" }, 3, { .file = "a" } },
	{ { "-fa" }, 2, { .file = "a" } },
	{ { "-vfa" }, 2, { .verbose = 1, .file = "a" } },
	{ { "-vf", "a" }, 3, { .verbose = 1, .file = "a" } },
	/* a letter that takes an argument takes the rest of the word */
	{ { "-fvq" }, 2, { .file = "vq" } },
	{ { "-f=a" }, 2, { .file = "=a" } },
	{ { "-f", "-v" }, 3, { .file = "-v" } },
	{ { "-f", "--" }, 3, { .file = "--" } },
	{ { "-f", "" }, 3, { .file = "" } },
	{ { "--file", "a" }, 3, { .file = "a" } },
	{ { "--file=a" }, 2, { .file = "a" } },
	{ { "--file=" }, 2, { .file = "" } },
	{ { "--file=a=b" }, 2, { .file = "a=b" } },
	{ { "--text=x", "-n3" }, 3, { .text = "x", .n = 3 } },
	{ { "--number=10" }, 2, { .n = 10 } },
	{ { "-la" }, 2, { .list = { "a" } } },
	{ { "-la", "--list=b", "-l", "c" }, 5, { .list = { "a", "b", "c" } } },
	/* the last one counts */
	{ { "-n1", "-n", "2" }, 4, { .n = 2 } },
	/* the first word that is no option stops: it may be a program's */
	{ { "a", "-v" }, 1, { 0 } },
	{ { "-v", "a", "-q" }, 2, { .verbose = 1 } },
	{ { "-", "-v" }, 1, { 0 } },
	{ { "", "-v" }, 1, { 0 } },
	{ { "--", "-v" }, 2, { 0 } },
	{ { "-v", "--", "-q", "--" }, 3, { .verbose = 1 } },
	{ { "-v", "--" }, 3, { .verbose = 1 } }
};

static const struct bad {
	const char *argv[WORDS];
	const char *why;
} bads[] = {
	{ { "-x" }, "option -x: unknown; see -h" },
	{ { "-vx" }, "option -vx: unknown; see -h" },
	{ { "-v-" }, "option -v-: unknown; see -h" },
	{ { "--verbos" }, "option --verbos: unknown; see -h" },
	{ { "--verbosex" },
	    "option --verbosex: unknown; see -h" },
	{ { "--v" }, "option --v: unknown; see -h" },
	{ { "--=a" }, "option --=a: unknown; see -h" },
	{ { "---" }, "option ---: unknown; see -h" },
	{ { "--\n" }, "option --?: unknown; see -h" },
	{ { "--verbose=1" }, "option --verbose=1: takes no value" },
	{ { "-l" }, "option -l: needs an argument" },
	{ { "-l", "a", "-lb", "-lc", "-ld" },
	    "option -ld: given too many times" },
	{ { "-f" }, "option -f: needs an argument" },
	{ { "-vf" }, "option -vf: needs an argument" },
	{ { "--file" }, "option --file: needs an argument" },
	{ { "-f", "a", "-f", "b" }, "option -f: given twice" },
	{ { "-fa", "--file=a" }, "option --file=a: given twice" },
	{ { "-n" }, "option -n: needs an argument" },
	{ { "-n0" }, "option -n0: must be a number from 1 to 10" },
	{ { "-n11" }, "option -n11: must be a number from 1 to 10" },
	{ { "-n", "-1" }, "option -n: must be a number from 1 to 10" },
	{ { "-n", "" }, "option -n: must be a number from 1 to 10" },
	{ { "--number=x" }, "option --number=x: must be a number from 1 to 10" }
};

static int
parse(const char *const words[], struct set *got, struct err *e)
{
	static char name[] = "program";
	char *argv[WORDS + 2] = { name };
	int argc = 1;

	for (; argc <= WORDS && words[argc - 1] != NULL; argc++)
		argv[argc] = (char *)(size_t)words[argc - 1];
	memset(got, 0, sizeof *got);
	err_clear(e);
	return opts_parse(table, ROWS, argc, argv, got, e);
}

static void
test_good(const struct good *g)
{
	struct set got;
	struct err e;
	size_t i;

	CHECK_INT(parse(g->argv, &got, &e), g->stop);
	CHECK_STR(e.text, "");
	CHECK_INT(got.verbose, g->want.verbose);
	CHECK_INT(got.quiet, g->want.quiet);
	CHECK_STR(got.file, g->want.file);
	CHECK_STR(got.text, g->want.text);
	CHECK_INT(got.n, g->want.n);
	for (i = 0; i < 3; i++)
		CHECK_STR(got.list[i], g->want.list[i]);
}

static void
test_help(void)
{
	static const char want[] =
	    "  -v, --verbose           say more\n"
	    "  -q                      say less\n"
	    "  -f, --file path         a file\n"
	    "  --text words            some text\n"
	    "  -l, --list word         up to three\n"
	    "  -n, --number count      how many\n";
	char text[512];
	struct sbuf s;
	size_t cap;

	sbuf_init(&s, text, sizeof text);
	opts_help(table, ROWS, &s);
	CHECK_STR(text, want);
	/* Too little room ends, and ends inside. */
	for (cap = 1; cap < sizeof want; cap++) {
		sbuf_init(&s, text, cap);
		opts_help(table, ROWS, &s);
		CHECK(s.cut);
		CHECK_MEM(text, strlen(text), want, cap - 1);
	}
}

int
main(void)
{
	struct set got;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof goods / sizeof goods[0]; i++)
		test_good(&goods[i]);
	for (i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		CHECK_INT(parse(bads[i].argv, &got, &e), -1);
		CHECK_STR(e.text, bads[i].why);
	}
	test_help();
	return unit_done();
}
