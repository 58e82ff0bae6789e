/* SPDX-License-Identifier: MIT */
/* thimble.conf, and the names in it. */
#include "lib/fuzz.h"

#include <string.h>

#include "base/err.h"
#include "base/name.h"
#include "store/conf.h"

/* A name that was taken is taken again as it is shown. */
static void
again(const struct name *n)
{
	struct name back;

	MUST(strlen(n->text) < NAME_TEXT_MAX && n->text[0] != '\0');
	MUST(name_parse(n->text, strlen(n->text), &back) == 0);
	MUST(name_same(n, &back));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = fuzz_text(data, len);
	struct conf c;
	struct name n;
	struct err e;
	unsigned i;

	err_clear(&e);
	conf_default(&c);
	if (conf_parse(text, len, &c, &e) < 0) {
		MUST(e.text[0] != '\0');
	} else {
		MUST(c.days >= 1 && c.days <= CONF_DAYS_MAX);
		MUST(memchr(c.dir, '\0', sizeof c.dir) != NULL);
		MUST(memchr(c.organization, '\0', sizeof c.organization) !=
		    NULL);
		MUST(c.names.n <= NAMES_MAX);
		for (i = 0; i < c.names.n; i++)
			again(&c.names.item[i]);
	}
	if (name_parse(text, len, &n) == 0)
		again(&n);
	free(text);
	return 0;
}
