/* SPDX-License-Identifier: MIT */
/* Server names and the files they lead to, among them names that attack. */
#include "key/sni.h"

#include "lib/unit.h"

#define L10 "abcdefghi."
#define L60 L10 L10 L10 L10 L10 L10

static const struct {
	const char *name;
	const char *exact, *wild;	/* NULL: none */
} rows[] = {
	{ "mail.example.org", "mail.example.org", "_.example.org" },
	{ "MAIL.Example.ORG", "mail.example.org", "_.example.org" },
	{ "mail.example.org.", "mail.example.org", "_.example.org" },
	{ "a.b", "a.b", "_.b" },
	{ "localhost", "localhost", NULL },
	{ "default", "default", NULL },
	{ "xn--bcher-kva.example", "xn--bcher-kva.example", "_.example" },
	{ "4.example", "4.example", "_.example" },
	{ "Foo_Bar.example.org", "foo_bar.example.org", "_.example.org" },
	{ "_dmarc.example.org", "_dmarc.example.org", "_.example.org" },
	{ "my_host", "my_host", NULL },
	{ "a.b_c.example", "a.b_c.example", "_.b_c.example" },
	/* no names */
	{ "", NULL, NULL },
	{ ".", NULL, NULL },
	{ "..", NULL, NULL },
	{ "a..b", NULL, NULL },
	{ ".a.b", NULL, NULL },
	{ "a.b..", NULL, NULL },
	{ "_.example.org", NULL, NULL },
	{ "_.", NULL, NULL },
	{ "_", NULL, NULL },
	{ "*.example.org", NULL, NULL },
	{ "*", NULL, NULL },
	{ "-_.example.org", NULL, NULL },
	{ "_-.example.org", NULL, NULL },
	{ "-a.example.org", NULL, NULL },
	{ "a-.example.org", NULL, NULL },
	{ "192.0.2.7", NULL, NULL },
	{ "2001:db8::7", NULL, NULL },
	{ "1.2.3.400", NULL, NULL },
	/* paths, and what a shell or a log would take for something else */
	{ "../../etc/passwd", NULL, NULL },
	{ "..", NULL, NULL },
	{ "/etc/passwd", NULL, NULL },
	{ "a/b.example.org", NULL, NULL },
	{ "a.example.org/", NULL, NULL },
	{ "a.example.org/.", NULL, NULL },
	{ "a\\b.example.org", NULL, NULL },
	{ "a b.example.org", NULL, NULL },
	{ "a.example.org\n", NULL, NULL },
	{ "a%00.example.org", NULL, NULL },
	{ "$(id).example.org", NULL, NULL },
	{ "m\xc3\xbcll.example", NULL, NULL }
};

static const char *
stem_of(const void *name, size_t len, bool wild)
{
	static char stem[SNI_STEM_MAX];

	memset(stem, '#', sizeof stem);
	if (sni_stem(name, len, wild, stem) < 0)
		return NULL;
	CHECK(memchr(stem, '\0', sizeof stem) != NULL);
	return stem;
}

static void
test_rows(void)
{
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK_STR(stem_of(rows[i].name, strlen(rows[i].name), false),
		    rows[i].exact);
		CHECK_STR(stem_of(rows[i].name, strlen(rows[i].name), true),
		    rows[i].wild);
	}
	CHECK(stem_of("a\0.example.org", 14, false) == NULL);
	CHECK(stem_of("a.example.org\0", 14, false) == NULL);
	/* What stands behind the name is not read. */
	CHECK_STR(stem_of("a.example.org/x", 13, false), "a.example.org");
}

/* 239 bytes are a name; with one more there is no file for it. */
static void
test_long(void)
{
	static const char name[] = L60 L60 L60 L10 L10 L10 L10 L10 "abcdefghi";
	char longer[sizeof name + 1] = "x";

	CHECK_INT(sizeof name, SNI_STEM_MAX);
	CHECK_STR(stem_of(name, sizeof name - 1, false), name);
	memcpy(longer + 1, name, sizeof name);
	CHECK(stem_of(longer, sizeof longer - 1, false) == NULL);
	CHECK_STR(stem_of(longer, sizeof longer - 1, true) + 1, name + 9);
}

int
main(void)
{
	test_rows();
	test_long();
	return unit_done();
}
